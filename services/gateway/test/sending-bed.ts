import { smtpMailer, type Mailer } from '../src/links/mail.ts';
import {
  startIntake,
  startLinksUnderTest,
  type Intake,
  type Links,
  type Opened,
} from './link-bed.ts';
import { startPost, type Post } from './post.ts';

export type SendingBed = {
  intake: Intake;
  t: Links;
  parts: Opened;
  post: Post;
  mailer: Mailer;
  stop(): Promise<void>;
};

/** Links with a post that takes what is sent. */
export async function startSending(): Promise<SendingBed> {
  const intake = await startIntake();
  const opened: Opened[] = [];
  const t = await startLinksUnderTest(intake, (one) => void opened.push(one));
  const post = await startPost();
  const url = `smtp://127.0.0.1:${post.port}`;
  const mailer = smtpMailer({ url, from: 'katrol@katrol.example' });
  const [parts] = opened as [Opened];
  const stop = async (): Promise<void> => {
    mailer.close();
    await post.stop();
    await t.stop();
    intake.stop();
  };
  return { intake, t, parts, post, mailer, stop };
}
