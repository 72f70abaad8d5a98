/** @jsxImportSource preact */
import type { FamilyWords, ReferralForm } from '@katrol/proto/katrol/intake/v1/json';
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import './link.css';
import { callTo } from '../ui/reach-address.ts';
import {
  askAnybody,
  attend,
  INTAKE,
  isOver,
  openLink,
  Refused,
  reopen,
  stayOpen,
  type Opened,
} from './call.ts';
import { ItemPage } from './item.tsx';
import { ParentPage } from './parent.tsx';
import { Said } from './pieces.tsx';
import { ReceiverPage } from './receiver.tsx';
import { SchoolPage } from './school.tsx';
import { SecondQuestion } from './second-question.tsx';
import { pageLanguage, say, saySchool, speak, type Words } from './texts.ts';
import { Arriving, sayTrouble } from './use-page.tsx';
import { whileThere } from './while-there.ts';

const PAGES = { 'school-contact': SchoolPage, receiver: ReceiverPage };

const isOfScreens = (language: string): boolean => /^(nl|fr|en)/i.test(language);

const known = new Map<string, Promise<Words>>();
/** What the branch says in its own words; where that cannot be asked now, as it ships. */
function wordsIn(branchCode: string, language: string): Promise<Words> {
  const asked = `${branchCode} ${language}`;
  const words =
    known.get(asked) ??
    askAnybody<FamilyWords>(INTAKE, 'GetFamilyWords', { branchCode, language }).then(
      (said) => said.words,
      () => {
        known.delete(asked);
        return {};
      },
    );
  known.set(asked, words);
  return words;
}

/** In the language of the link, else of the phone; who is no parent in one of the screens. */
async function speakTo({ kind, language, question, branchCode }: Opened): Promise<void> {
  const wanted = [language, ...navigator.languages];
  if (kind in PAGES && !question) return await speak(wanted.filter(isOfScreens));
  return await speak(wanted, await wordsIn(branchCode, language));
}

// what keeps a link open, or says why it is not, is said by the next thing that somebody does
const quietly = (under: Promise<void>): void => void under.catch(() => undefined);

type Link = {
  opened: Opened | undefined;
  /** the second question, as long as it is asked */
  asked: Opened | undefined;
  trouble: string;
  over: Refused | undefined;
};
const NOTHING: Link = { opened: undefined, asked: undefined, trouble: '', over: undefined };

/**
 * Opens what the secret in the address is about: it stands behind the #, which no server and no log
 * sees, and is sent once to be exchanged.
 */
function useLink(secret: string) {
  const [link, set] = useState(NOTHING);
  const answered = useRef(() => {});
  const change = (to: Partial<Link>) => set((before) => ({ ...before, ...to }));
  const over = (why: Refused) => change({ over: why });
  const show = async (now: Opened) => {
    await speakTo(now);
    if (now.token === '') return change({ asked: now });
    set((before) => ({ ...NOTHING, opened: before.opened ?? now }));
    return answered.current();
  };
  const open = async () => {
    try {
      await show(await openLink(secret));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (isOver(error)) over(error);
      else change({ trouble: sayTrouble(error) });
    }
  };
  const ask = (asked: Opened) => {
    change({ asked });
    return new Promise<void>((done) => {
      answered.current = done;
    });
  };
  useEffect(() => {
    attend({ ask, over });
    void open();
    // a secret is exchanged once
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [secret]);
  return { ...link, show, open, stop: over };
}

/** What a link opens. Where its question is asked again, it waits behind with all that was typed. */
function LinkPage({ secret }: { secret: string }) {
  const { opened, asked, trouble, over, show, open, stop } = useLink(secret);
  useEffect(() => {
    if (!opened) return undefined;
    return whileThere({ stay: () => quietly(stayOpen()), leave: () => quietly(reopen()) });
  }, [opened]);
  if (over) return <Over trouble={over} kind={opened?.kind ?? ''} />;
  return (
    <>
      {asked ? (
        <SecondQuestion
          secret={secret}
          question={asked.question}
          again={opened !== undefined}
          opened={(now) => void show(now)}
          over={stop}
        />
      ) : null}
      {opened ? (
        <div hidden={asked !== undefined}>
          <Shown of={opened} />
        </div>
      ) : asked ? null : (
        <Arriving trouble={trouble} load={open} />
      )}
    </>
  );
}

function Shown({ of: { kind, branchCode } }: { of: Opened }) {
  if (kind === 'parent-item') return <ItemPage branchCode={branchCode} />;
  const Page = PAGES[kind as keyof typeof PAGES] ?? ParentPage;
  return <Page />;
}

/** The number of the branch, which everybody may know; empty where it cannot be asked now. */
const phoneOf = (branchCode: string): Promise<string> =>
  askAnybody<ReferralForm>(INTAKE, 'GetReferralForm', { branchCode }).then(
    (form) => form.branch.anchorPhone,
    () => '',
  );

/** The link is over: kindly, and whom to call. */
function Over({ trouble, kind }: { trouble: Refused; kind: string }) {
  const [phone, setPhone] = useState('');
  const { branchCode = '' } = trouble.metadata;
  useEffect(() => {
    if (branchCode !== '') void phoneOf(branchCode).then(setPhone);
  }, [branchCode]);
  if (kind === 'school-contact') return <Said>{saySchool('over')}</Said>;
  return (
    <>
      <Said>{say('over')}</Said>
      {phone ? (
        <p>
          <a href={callTo(phone)}>{say('overCall', { phone })}</a>
        </p>
      ) : null}
    </>
  );
}

async function start(page: HTMLElement): Promise<void> {
  await speak(navigator.languages);
  const secret = window.location.hash.slice(1);
  render(<LinkPage key={pageLanguage()} secret={secret} />, page);
}

const page = document.getElementById('page');
if (page) void start(page);
