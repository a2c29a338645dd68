/**
 * Reminds whoever looks at a page that their client certificate ends soon.
 *
 * Included by other applications (docs/renewal.md): it asks the host that it came from about the certificate of whoever
 * looks at the page. It changes nothing but its own element, says nothing where nothing is due, and is silent when it
 * cannot ask: another site's page must never break by it. It makes its elements and their style sheet through the DOM, so
 * that a content security policy need allow this host alone.
 */
(async () => {
  const id = "orcamo-certificate-renewal";
  // A style sheet of its own: none of the page reaches in, and no rule leaks out.
  const style = `
    :host { all: initial; display: block; position: relative; z-index: 2147483647 }
    section { box-sizing: border-box; display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; padding: 8px 16px;
      border-bottom: 3px solid #927200; background: #fff; color: #1a1a1a; font: 16px/1.6 "Noto Sans JP", "Hiragino Sans",
      "Yu Gothic UI", Meiryo, sans-serif; overflow-wrap: anywhere }
    p { flex: 1 1 200px; margin: 0; font-weight: 700 }
    p::before { content: "⚠ " / ""; color: #927200 }
    div { display: flex; flex-wrap: wrap; gap: 8px }
    a, button { box-sizing: border-box; display: inline-flex; align-items: center; justify-content: center; min-width: 96px;
      min-height: 44px; padding: 8px 16px; border: 1px solid #0017c1; border-radius: 8px; background: #fff; color: #0017c1;
      font: inherit; text-decoration: none; cursor: pointer }
    a { background: #0017c1; color: #fff }
    a:hover, button:hover { text-decoration: underline }
    a:focus-visible, button:focus-visible { outline: 4px solid #000; outline-offset: 2px; box-shadow: 0 0 0 2px #b78f00 }
    @media (forced-colors: active) { a, button { border-color: LinkText } }
    @media print { :host { display: none } }`;
  // A picture in the page may have this name and stand here in place of the script (DOM clobbering): it says nobody to ask.
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement) || !script.src.startsWith("https:")) return;
  try {
    const answer = await fetch(new URL("/api/cert", script.src), {
      credentials: "include",
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) return;
    const status = await answer.json();
    if (!status.due || !status.renewable || isClosed(status)) return;
    if (document.readyState === "loading")
      await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
    if (!document.getElementById(id)) document.body.prepend(makeBanner(status));
  } catch {
    // No certificate, no network, an application that is not listed: nothing to say.
  }

  function makeBanner(status) {
    const host = make("div", { id, lang: "ja" });
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    shadow.adoptedStyleSheets = [sheet];

    const page = new URL(status.renewalPage);
    page.searchParams.set("from", location.origin);
    const renew = make("a", { href: page.href, textContent: "更新" });
    const close = make("button", { type: "button", textContent: "閉じる" });
    close.addEventListener("click", () => {
      host.remove();
      rememberClosed(status);
    });

    const section = make("section");
    section.setAttribute("aria-label", "クライアント証明書の有効期限");
    const text = make("p", { textContent: "クライアント証明書の有効期限が近づいています。" });
    // Read out when it comes, wherever the reader is on the page.
    text.setAttribute("role", "alert");
    const actions = make("div");
    actions.append(renew, close);
    section.append(text, actions);
    shadow.append(section);
    return host;
  }

  function make(name, properties = {}) {
    return Object.assign(document.createElement(name), properties);
  }

  /** For a day, in this browser, of the certificate that ends then: another one must be able to speak. */
  function isClosed({ notAfter }) {
    const [of, at] = (read() ?? "").split(" ");
    return of === notAfter && Date.now() - Number(at) < 86_400_000;
  }

  function rememberClosed({ notAfter }) {
    try {
      localStorage.setItem(id, `${notAfter} ${Date.now()}`);
    } catch {
      // A browser that keeps nothing shows it again on the next page.
    }
  }

  function read() {
    try {
      return localStorage.getItem(id);
    } catch {
      return null;
    }
  }
})();
