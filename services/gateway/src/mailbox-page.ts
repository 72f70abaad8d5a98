import type { FastifyInstance } from 'fastify';
import type { Kept, Mailbox } from './links/mail.ts';

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

// the one address in it may be opened; everything else stays words
const withLinks = (text: string): string =>
  escaped(text).replaceAll(/https?:\/\/[\w.:/#-]+/g, (link) => `<a href="${link}">${link}</a>`);

const letter = ({ at, to, subject, text }: Kept): string =>
  `<article><h2>${escaped(subject)}</h2><p>${at.toISOString()} &middot; ${escaped(to)}</p>` +
  `<pre>${withLinks(text)}</pre></article>`;

/** `GET /postvak`: what would have been sent, for the demonstration on one machine and nowhere else. */
export function routeMailbox(app: FastifyInstance, mailbox: Mailbox | undefined): void {
  if (!mailbox) return;
  app.get('/postvak', async (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(
        '<!doctype html><html lang="nl"><meta charset="utf-8"><title>Postvak</title><h1>Postvak</h1>' +
          mailbox.messages().map(letter).join(''),
      ),
  );
}
