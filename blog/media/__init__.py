"""The media noun: pictures, cleaned and made small on their way in, and files to download."""
