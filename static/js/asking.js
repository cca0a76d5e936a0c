// Asking the server for a page, which is nothing where no answer comes. The browser reads it by itself: no words are made
// into markup here, so that the policy of the site can forbid every script whatever would do so (Trusted Types).

const ask = (address, fields) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.onloadend = () => {
      const { status, responseURL: url, response: page } = request;
      resolve(status ? { status, url, page } : {});
    };
    request.open(fields ? "POST" : "GET", address);
    request.responseType = "document";
    request.overrideMimeType("text/html; charset=utf-8"); // whatever a proxy answers in our stead
    request.send(fields);
  });

