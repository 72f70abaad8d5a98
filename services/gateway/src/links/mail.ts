import { createTransport } from 'nodemailer';
import type { TutorReminder } from '@katrol/proto/katrol/volunteer_training/v1/codes';
import texts from './texts.json' with { type: 'json' };
import tutorTexts from './tutor-texts.json' with { type: 'json' };

/** What is sent: plain words, and one link. */
export type Message = { to: string; subject: string; text: string };

/** Sends one message. Rejects with {@link MailProblem}. */
export type Mailer = { send(message: Message): Promise<void>; close(): void };

/**
 * Not sent, as far as anybody said. `refused`: the address itself is none that anything arrives at.
 * `accepted`: nobody said no, so it may have arrived after all.
 */
export class MailProblem extends Error {
  readonly refused: boolean;
  readonly accepted: boolean;
  constructor(how: { refused: boolean; accepted: boolean; cause: unknown }) {
    super('a message was not sent', { cause: how.cause });
    this.refused = how.refused;
    this.accepted = how.accepted;
  }
}

/**
 * The words for a language; of one that has none, those of the platform's first. What goes by itself
 * says where it is switched off.
 */
export function written(
  language: string,
  link: string,
  { byItself = false } = {},
): Omit<Message, 'to'> {
  const { subject, text, off } = (texts as Partial<typeof texts>)[language as 'nl'] ?? texts.nl;
  const whole = byItself ? `${text}\n\n${off}` : text;
  return { subject, text: whole.replace('{{link}}', link) };
}

/** The words to a tutor, who signs in: of a visit the hour, and never with whom. */
export function writtenToTutor(
  reminder: TutorReminder,
  { address, at }: { address: string; at: readonly string[] },
): Omit<Message, 'to'> {
  const { subject, text } = tutorTexts[reminder];
  const hours = at.map((one) => one.replace(':', '.')).join(` ${tutorTexts.and} `);
  const whole = `${text}\n\n${tutorTexts.off}`;
  return { subject, text: whole.replace('{{at}}', hours).replace('{{link}}', address) };
}

const LIMIT_MS = 20_000;

/** By way of a mail server: smtp://user:password@host:587, or smtps://. */
export function smtpMailer({ url, from }: { url: string; from: string }): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: LIMIT_MS,
    greetingTimeout: LIMIT_MS,
    socketTimeout: LIMIT_MS,
    // what a message holds is words: nothing is fetched or read for it
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ to, ...words }) => {
      try {
        // the address as it is, and not as a list of them
        await transport.sendMail({ from, to: { name: '', address: to }, ...words });
      } catch (cause) {
        throw problemOf(cause);
      }
    },
    close: () => transport.close(),
  };
}

/** What nodemailer tells of a failure: a timeout or a lost connection says CONN, however late. */
type Failure = {
  responseCode?: number;
  command?: string;
  code?: string;
  syscall?: string;
  timeoutType?: string;
};
// before a server was there to take anything
const BEFORE = ['EDNS', 'EAUTH', 'ETLS', 'EENVELOPE', 'EREQUIRETLS'];

function problemOf(cause: unknown): MailProblem {
  const { responseCode = 0, command = '', code = '', ...how } = cause as Failure;
  const refused = responseCode >= 550 && responseCode <= 553 && command === 'RCPT TO';
  const { syscall, timeoutType = 'SOCKET_TIMEOUT' } = how;
  const unreached = syscall === 'connect' || timeoutType !== 'SOCKET_TIMEOUT';
  // only who said no, or was not reached, has certainly not taken it
  const accepted = responseCode === 0 && !unreached && !BEFORE.includes(code);
  return new MailProblem({ refused, accepted, cause });
}

/** A message that stayed in the house. */
export type Kept = Message & { at: Date };
/** The mailbox of this machine: the newest messages, gone with the process. */
export type Mailbox = Mailer & { messages(): readonly Kept[] };

const MOST_KEPT = 200;

/** In memory, for where no mail leaves the machine. */
export function localMailbox(now: () => Date): Mailbox {
  const kept: Kept[] = [];
  return {
    send: async (message) => {
      kept.unshift({ ...message, at: now() });
      kept.splice(MOST_KEPT);
    },
    messages: () => kept,
    close: () => undefined,
  };
}
