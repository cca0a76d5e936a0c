/* A disk that can be watched and can fail, for tests: preloaded, it stands between a process and the files of one folder.

   DISK_FOLDER  the folder (and what is in it), without a slash at its end
   DISK_TRACE   where every write, sync, creation, renaming and removal there is written down, in order
   DISK_FAULT   a file that holds the number of an error; while it is there, whatever would change the folder fails with it

   A line of the trace: what, the file's number (its inode), an offset or a size, the name, and the bytes in hexadecimal;
   of a renaming, these are its former name. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))
#define MOST_FILES 4096

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static unsigned char is_ours[MOST_FILES];

static int in_folder(const char *path) {
    const char *folder = getenv("DISK_FOLDER");
    size_t length = folder ? strlen(folder) : 0;
    return length && path && !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

static int ours(int fd) { return fd >= 0 && fd < MOST_FILES && is_ours[fd]; }

/* The error that the disk has now; 0 for none. */
static int fault(void) {
    const char *path = getenv("DISK_FAULT");
    char text[16] = "";
    int fd = path ? REAL(open)(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) return 0;
    if (read(fd, text, sizeof text - 1) < 0) text[0] = 0;
    REAL(close)(fd);
    return atoi(text);
}

static int fails(void) { return (errno = fault()) != 0; }

static long inode(int fd) {
    struct stat found;
    return fstat(fd, &found) ? 0 : (long)found.st_ino;
}

static long inode_at(const char *path) {
    struct stat found;
    return stat(path, &found) ? 0 : (long)found.st_ino;
}

static void note(const char *what, long file, long number, const char *name, const void *bytes, size_t length) {
    const char *path = getenv("DISK_TRACE");
    if (!path) return;
    int kept = errno, fd = REAL(open)(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    char *line = malloc(PATH_MAX + 64 + 2 * length), *end = line;
    end += sprintf(end, "%s\t%ld\t%ld\t%s\t", what, file, number, name ? name : "");
    for (size_t at = 0; at < length; at++) end += sprintf(end, "%02x", ((const unsigned char *)bytes)[at]);
    *end++ = '\n';
    if (REAL(write)(fd, line, end - line) != end - line) abort();
    free(line);
    REAL(close)(fd);
    errno = kept;
}

/* What came from another file, which was read up to `at`, or to where that file stands. */
static void note_copy(int fd, int from, const off_t *at, size_t length) {
    void *bytes = malloc(length + 1);
    if (pread(from, bytes, length, (at ? *at : lseek(from, 0, SEEK_CUR)) - (off_t)length) != (ssize_t)length) abort();
    note("write", inode(fd), lseek(fd, 0, SEEK_CUR) - (off_t)length, NULL, bytes, length);
    free(bytes);
}

static int opened(int fd, const char *path, int flags, int was_there) {
    if (fd < 0 || fd >= MOST_FILES) return fd;
    is_ours[fd] = in_folder(path);
    if (is_ours[fd] && !was_there) note("create", inode(fd), 0, path, NULL, 0);
    if (is_ours[fd] && (flags & O_TRUNC) && was_there) note("truncate", inode(fd), 0, path, NULL, 0);
    return fd;
}

#define OPEN(name, parameters, call)                                                                                   \
    int name parameters {                                                                                              \
        mode_t mode = 0;                                                                                               \
        if (flags & (O_CREAT | O_TMPFILE)) {                                                                           \
            va_list rest;                                                                                              \
            va_start(rest, flags);                                                                                     \
            mode = va_arg(rest, mode_t);                                                                               \
            va_end(rest);                                                                                              \
        }                                                                                                              \
        int is_there = !REAL(access)(path, F_OK);                                                                            \
        int error = in_folder(path) ? fault() : 0; /* a full disk lets what is there be opened, a read-only one not */ \
        if (error && ((flags & O_ACCMODE) != O_RDONLY) && (error == EROFS || !is_there)) return errno = error, -1;     \
        return opened(call, path, flags, is_there);                                                                    \
    }
OPEN(open, (const char *path, int flags, ...), REAL(open)(path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), REAL(open64)(path, flags, mode))
OPEN(openat, (int folder, const char *path, int flags, ...), REAL(openat)(folder, path, flags, mode))
OPEN(openat64, (int folder, const char *path, int flags, ...), REAL(openat64)(folder, path, flags, mode))

int close(int fd) {
    if (fd >= 0 && fd < MOST_FILES) is_ours[fd] = 0;
    return REAL(close)(fd);
}

/* Whatever changes a file: done and written down as one step, so that the trace has the order of the disk. */
#define CHANGE(type, name, parameters, call, noted)                                                                    \
    type name parameters {                                                                                             \
        if (!ours(fd)) return call;                                                                                    \
        if (fails()) return -1;                                                                                        \
        pthread_mutex_lock(&one_at_a_time);                                                                            \
        type done = call;                                                                                              \
        if (done >= 0) noted;                                                                                          \
        pthread_mutex_unlock(&one_at_a_time);                                                                          \
        return done;                                                                                                   \
    }
#define BYTES(offset) note("write", inode(fd), offset, NULL, bytes, (size_t)done)
CHANGE(ssize_t, write, (int fd, const void *bytes, size_t length), REAL(write)(fd, bytes, length),
       BYTES(lseek(fd, 0, SEEK_CUR) - done))
CHANGE(ssize_t, pwrite, (int fd, const void *bytes, size_t length, off_t at), REAL(pwrite)(fd, bytes, length, at),
       BYTES(at))
CHANGE(ssize_t, pwrite64, (int fd, const void *bytes, size_t length, off64_t at), REAL(pwrite64)(fd, bytes, length, at),
       BYTES(at))
CHANGE(ssize_t, sendfile, (int fd, int from, off_t *at, size_t length), REAL(sendfile)(fd, from, at, length),
       note_copy(fd, from, at, (size_t)done))
CHANGE(ssize_t, sendfile64, (int fd, int from, off64_t *at, size_t length), REAL(sendfile64)(fd, from, at, length),
       note_copy(fd, from, at, (size_t)done))
CHANGE(int, ftruncate, (int fd, off_t size), REAL(ftruncate)(fd, size), note("truncate", inode(fd), size, NULL, NULL, 0))
CHANGE(int, ftruncate64, (int fd, off64_t size), REAL(ftruncate64)(fd, size), note("truncate", inode(fd), size, NULL, NULL, 0))
CHANGE(int, fsync, (int fd), REAL(fsync)(fd), note("sync", inode(fd), 0, NULL, NULL, 0))
CHANGE(int, fdatasync, (int fd), REAL(fdatasync)(fd), note("sync", inode(fd), 0, NULL, NULL, 0))

int unlink(const char *path) {
    if (!in_folder(path)) return REAL(unlink)(path);
    if (fault() == EROFS) return errno = EROFS, -1;
    long file = inode_at(path);
    int done = REAL(unlink)(path);
    if (!done) note("unlink", file, 0, path, NULL, 0);
    return done;
}

int access(const char *path, int mode) {
    if ((mode & W_OK) && in_folder(path) && fault() == EROFS) return errno = EROFS, -1;
    return REAL(access)(path, mode);
}

int link(const char *from, const char *to) {
    if (!in_folder(to)) return REAL(link)(from, to);
    if (fails()) return -1;
    int done = REAL(link)(from, to);
    if (!done) note("link", inode_at(to), 0, to, NULL, 0);
    return done;
}

int rename(const char *from, const char *to) {
    if (!in_folder(to)) return REAL(rename)(from, to);
    if (fault() == EROFS) return errno = EROFS, -1;
    int done = REAL(rename)(from, to);
    if (!done) note("rename", inode_at(to), 0, to, from, strlen(from));
    return done;
}

int mkdir(const char *path, mode_t mode) {
    if (in_folder(path) && fails()) return -1;
    return REAL(mkdir)(path, mode);
}
