/** With white space anywhere (RFC 8951 §3.1), and the lines around it that `openssl req` writes. What is none gives no request. */
export function fromBase64(body: Buffer): Buffer {
  const text = body.toString("latin1").replace(/-----(?:BEGIN|END) (?:NEW )?CERTIFICATE REQUEST-----|\s/g, "");
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, "base64") : Buffer.alloc(0);
}

/** In lines, as `openssl base64 -d` wants them. */
export function toBase64(der: Buffer): string {
  return `${der.toString("base64").replace(/.{64}(?=.)/g, "$&\n")}\n`;
}
