import type { RefusalWords } from "./refusal-words.ts";

export interface Brand {
  readonly product: string;
  readonly footer: string;
  readonly supportName: string;
  readonly supportPhone: string;
  readonly supportMail: string;
}

export interface PageContext {
  readonly brand: Brand;
  readonly requestId: string;
  /** Of the answer's Content-Security-Policy. */
  readonly nonce: string;
}

/**
 * A page that stands alone: no script, no other file (not even the icon that browsers ask for unasked), readable at 320 px and in a browser that has no certificate.
 */
export function refusalPage(words: RefusalWords, { brand, requestId, nonce }: PageContext): string {
  return `<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${text(words.title)} | ${text(brand.product)}</title>
<link rel="icon" href="data:,">
<style nonce="${text(nonce)}">${style}</style>
</head>
<body>
<header><p>${text(brand.product)}</p></header>
<main>
<h1>${text(words.title)}</h1>
<p>${text(words.cause)}</p>
<h2>ご対応のお願い</h2>
<ol>${words.steps.map((step) => `<li>${text(step)}</li>`).join("")}</ol>
${words.guide ? links : ""}
<section aria-labelledby="support">
<h2 id="support">お問い合わせ窓口</h2>
<p>${text(brand.supportName)}</p>
${support(brand)}
<p class="number">受付番号 <code>${text(requestId)}</code></p>
</section>
</main>
<footer><p>${text(brand.footer)}</p></footer>
</body>
</html>
`;
}

const links = `<ul>
<li><a href="/guides/windows">証明書のインポート手順(Windows)</a></li>
<li><a href="/ca.crt">CA証明書のダウンロード</a></li>
</ul>`;

function support({ supportPhone: phone, supportMail: mail }: Brand): string {
  const ways = [
    phone && `<li>電話 <a href="tel:${text(phone.replace(/[^\d+]/g, ""))}">${text(phone)}</a></li>`,
    mail && `<li>メール <a href="mailto:${text(mail)}">${text(mail)}</a></li>`,
  ].filter(Boolean);
  return ways.length > 0 ? `<ul>${ways.join("")}</ul>` : "";
}

function text(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Colours and measures of the Digital Agency's design system (DADS), as the pages of the portal have them. */
const style = `
*{box-sizing:border-box}
body{margin:0;color:#1a1a1c;background:#fff;font:1rem/1.7 "Noto Sans JP","Hiragino Sans","Yu Gothic UI",Meiryo,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:48rem;margin:0 auto;padding:1rem}
header p,footer p{margin:0}
header{font-weight:700;border-bottom:1px solid #b3b3b3}
footer{color:#595959;border-top:1px solid #b3b3b3}
h1{margin:1.5rem 0 1rem;padding-left:1rem;border-left:.5rem solid #ec0000;font-size:1.75rem;line-height:1.4}
h2{margin:2rem 0 .5rem;font-size:1.25rem;line-height:1.5}
ol,ul{margin:.5rem 0;padding-left:1.5rem}
li{margin:.5rem 0}
ol+ul{margin-top:1.5rem}
section{margin-top:2rem;padding:.25rem 1rem 1rem;border:1px solid #767676;border-radius:.5rem}
section h2{margin-top:1rem}
a{color:#0017c1;text-underline-offset:.1875rem}
a:hover{color:#0000be;text-decoration-thickness:.1875rem}
a:focus-visible{outline:4px solid #000;outline-offset:2px;background:#ffd43d;border-radius:.25rem}
.number{color:#595959;font-size:.875rem}
`;
