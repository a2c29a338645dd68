/**
 * What the clients in the field send, byte for byte, as it was seen on the wire (PROTOCOLS.md §1).
 * @param host what the client's own address of the server says, with the port
 */
export interface FieldClient {
  readonly post: (host: string) => string;
  /** @param uri what the POST was answered with */
  readonly get: (uri: string) => string;
}

/** Java's HttpURLConnection, which keeps the connection for the next request when it can. */
export const monsiaj: FieldClient = {
  post: (host) =>
    `POST /api/cert HTTP/1.1\r\nAccept: application/json\r\nContent-Type: application/json\r\nUser-Agent: Java/1.8.0_402\r\nHost: ${host}\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}`,
  get: (uri) =>
    `GET ${pathOf(uri)} HTTP/1.1\r\nAccept: application/json\r\nUser-Agent: Java/1.8.0_402\r\nHost: ${hostOf(uri)}\r\nConnection: keep-alive\r\n\r\n`,
};

/** It opened a body and wrote nothing into it: not even a length is sent then. */
export const olderMonsiaj: FieldClient = {
  ...monsiaj,
  post: (host) =>
    `POST /api/cert HTTP/1.1\r\nAccept: application/json\r\nContent-Type: application/json\r\nUser-Agent: Java/1.8.0_202\r\nHost: ${host}\r\nConnection: keep-alive\r\n\r\n`,
};

/** libcurl with a header of its own too many, and without a User-Agent; both requests on one connection. */
export const glclient: FieldClient = {
  post: (host) => glclientPost(host),
  get: (uri) =>
    `GET ${pathOf(uri)} HTTP/1.1\r\nHost: ${hostOf(uri)}\r\nAccept: application/json\r\nTransfer-Encoding: identity\r\n\r\n`,
};

/** As glclient2 is set up where a login and password are kept for it: they mean nothing here. */
export const glclientWithLogin: FieldClient = {
  post: (host) => glclientPost(host, "Authorization: Basic dXNlcjpwYXNzd29yZA==\r\n"),
  get: (uri) => glclient.get(uri).replace("Accept:", "Authorization: Basic dXNlcjpwYXNzd29yZA==\r\nAccept:"),
};

function glclientPost(host: string, more = ""): string {
  return `POST /api/cert HTTP/1.1\r\nHost: ${host}\r\n${more}Accept: application/json\r\nContent-Type: application/json\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}`;
}

function hostOf(uri: string): string {
  return new URL(uri).host;
}

function pathOf(uri: string): string {
  return new URL(uri).pathname;
}
