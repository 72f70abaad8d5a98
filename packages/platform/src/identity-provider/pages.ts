import { createHash } from 'node:crypto';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Person } from './people.ts';
import { languageOf, texts } from './texts.ts';
import type { Language, Texts } from './texts.ts';

const style = `
:root{color-scheme:light;--ink:#1f2a2a;--soft:#55605f;--accent:#0f6e6a;--line:#dcd6cc}
*{box-sizing:border-box}
body{margin:0;background:#faf8f5;color:var(--ink);
font:17px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:46rem;margin:0 auto;padding:2rem 1rem 4rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .75rem}h2{font-size:1.15rem;margin:2.25rem 0 .75rem}
.demo{border-left:4px solid var(--accent);padding:.25rem 0 .25rem .9rem;margin:0;color:var(--soft)}
ul{list-style:none;margin:0;padding:0;display:grid;gap:.6rem;
grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr))}
button{font:inherit;color:inherit;min-height:44px;cursor:pointer;border-radius:10px;
border:1px solid var(--line);background:#fff}
li button{width:100%;text-align:left;padding:.7rem .9rem}
li button span{display:block;color:var(--soft);font-size:.93rem;overflow-wrap:anywhere}
.big button{padding:1rem 1.1rem;border-color:var(--accent)}.big b{font-size:1.1rem}
button:hover{border-color:var(--accent);background:#f1f8f7}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
form.search{display:flex;gap:.5rem;flex-wrap:wrap;align-items:end;margin-bottom:1rem}
label{flex:1 1 14rem;min-width:0}
input{display:block;width:100%;font:inherit;min-height:44px;
padding:.4rem .7rem;border:1px solid #7b8583;border-radius:10px;background:#fff}
.go{background:var(--accent);color:#fff;border-color:var(--accent);padding:.4rem 1.1rem}
.go:hover{background:#0b5754;color:#fff}
a{color:var(--accent)}`;

// Filters while typing; without it the form asks the server.
const script = `
const plain=(t)=>t.normalize('NFD').replace(/\\p{M}/gu,'').toLowerCase();
const box=document.querySelector('input[name=q]'),
items=[...document.querySelectorAll('#everyone li')],
none=document.querySelector('#none');
box.form.addEventListener('submit',(e)=>e.preventDefault());
box.addEventListener('input',()=>{const q=plain(box.value).split(/\\s+/).filter(Boolean);let n=0;
for(const li of items){const t=plain(li.textContent);
li.hidden=!q.every((w)=>t.includes(w));if(!li.hidden)n++}
none.hidden=n>0});`;
const submit = `document.forms[0].submit();`;

const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Forbids everything but what these pages are made of; forms may lead on to the portal on this
 * machine.
 */
export const pagePolicy =
  `default-src 'none'; style-src ${digest(style)}; ` +
  `script-src ${digest(script)} ${digest(submit)}; ` +
  `form-action 'self' http://localhost:* http://127.0.0.1:*; ` +
  `base-uri 'none'; frame-ancestors 'none'`;

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const page = (language: Language, title: string, body: string): string =>
  `<!doctype html><html lang="${language}"><head>` +
  '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">' +
  `<title>${escape(title)} · Katrol</title><style>${style}</style>` +
  `</head><body><main><h1>${escape(title)}</h1>${body}</main></body></html>`;

/** Names of branches and universities by code. */
export type Names = Map<string, string>;

const describe = (person: Person, words: Texts, names: Names): string => {
  const what = person.roles.map(
    (role) => words.roles[role === 'tutor' ? (person.tutor ?? role) : role] ?? role,
  );
  const where = [...person.branches, person.university, person.studiesAt].filter(
    (code) => typeof code === 'string',
  );
  return [what.join(', '), ...where.map((code) => names.get(code) ?? code)]
    .filter(Boolean)
    .join(' · ');
};

const choice = (person: Person, about: string): string =>
  `<li><button name="subject" value="${escape(person.subject)}">` +
  `<b>${escape(person.name)}</b><span>${escape(about)}</span></button></li>`;

/** What the sign-in page shows. `query` is what was searched without a script. */
export interface SignInView {
  language: Language;
  people: Person[];
  names: Names;
  query: string;
}

/** The page on which a person of the demonstration is chosen. */
export const signInPage = ({ language, people, names, query }: SignInView): string => {
  const words = texts[language];
  const asked = plain(query).split(/\s+/).filter(Boolean);
  const rows = people.map((person) => ({ person, about: describe(person, words, names) }));
  const featured = rows.filter(({ person }) => person.featured);
  const found = rows.filter(({ person, about }) =>
    asked.every((word) => plain(`${person.name} ${about}`).includes(word)),
  );
  const list = (items: typeof rows) =>
    items.map(({ person, about }) => choice(person, about)).join('');
  return page(
    language,
    words.title,
    `<p class="demo">${escape(words.demo)}</p>` +
      `<section aria-labelledby="first"><h2 id="first">${escape(words.featured)}</h2>` +
      `<form method="post"><ul class="big">${list(featured)}</ul></form></section>` +
      `<section aria-labelledby="all"><h2 id="all">${escape(words.everyone)}</h2>` +
      '<form class="search" role="search" method="get">' +
      `<label>${escape(words.search)}` +
      `<input type="search" name="q" value="${escape(query)}" autocomplete="off"></label>` +
      `<button class="go">${escape(words.show)}</button></form>` +
      `<form method="post"><ul id="everyone">${list(found)}</ul></form>` +
      `<p id="none" role="status"${found.length > 0 ? ' hidden' : ''}>` +
      `${escape(words.none)}</p></section>` +
      `<script>${script}</script>`,
  );
};

/** Shown when the sign-in was open too long; leads back to the portal. */
export const expiredPage = (language: Language, portal: string): string => {
  const words = texts[language];
  return page(
    language,
    words.expiredTitle,
    `<p>${escape(words.expired)}</p><p><a href="${escape(portal)}">${escape(words.again)}</a></p>`,
  );
};

const languageFor = (context: KoaContextWithOIDC): Language =>
  languageOf(context.oidc.params?.['ui_locales'], context.get('accept-language'));

const answer = (context: KoaContextWithOIDC, html: string): void => {
  context.type = 'html';
  context.set('content-security-policy', pagePolicy);
  context.body = html;
};

/**
 * Signs out without asking when the portal itself sent the person; a bare visit is asked to
 * confirm.
 */
export const logoutPage = (context: KoaContextWithOIDC, form: string): void => {
  const language = languageFor(context);
  const words = texts[language];
  const sentByPortal = context.oidc.client !== undefined;
  const fields =
    '<input type="hidden" name="logout" value="yes">' +
    `<p><button class="go">${escape(words.leave)}</button></p>`;
  const body =
    form.replace('</form>', `${fields}</form>`) +
    (sentByPortal ? `<script>${submit}</script>` : '');
  answer(context, page(language, words.leaving, body));
};

/** Shown after signing out when the portal named no page to return to. */
export const signedOutPage = (context: KoaContextWithOIDC): void => {
  const language = languageFor(context);
  answer(context, page(language, texts[language].left, ''));
};

/**
 * Shown when the portal and the provider do not understand each other; the code is OpenID's own.
 */
export const errorPage = (context: KoaContextWithOIDC, code: string): void => {
  const language = languageOf(undefined, context.get('accept-language'));
  const words = texts[language];
  answer(
    context,
    page(language, words.failed, `<p>${escape(words.failedWhy)} <code>${escape(code)}</code></p>`),
  );
};
