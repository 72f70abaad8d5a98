/** @jsxImportSource preact */
import type { MyConsent } from '@katrol/proto/katrol/intake/v1/json';
import { useState } from 'preact/hooks';
import { INTAKE } from './call.ts';
import type { Acts } from './acts.ts';
import { Button, Said } from './pieces.tsx';
import { pageLanguage, say, type Key } from './texts.ts';

const keyOf = (purpose: string): Key =>
  `purpose${purpose.slice(0, 1).toUpperCase()}${purpose.slice(1)}` as Key;

/** What this person said to each purpose; a yes or a no may be said here any day. */
export function Consents({ acts, opened }: { acts: Acts; opened: boolean }) {
  return (
    <section aria-labelledby="consents">
      <h2 id="consents">{say('consents')}</h2>
      <ul class="plain">
        {acts.page.consents.map((one) => (
          <Consent
            key={`${one.purpose}${one.receiver}`}
            consent={one}
            acts={acts}
            opened={opened}
          />
        ))}
      </ul>
    </section>
  );
}

type Props = { consent: MyConsent; acts: Acts; opened: boolean };

function Consent({ consent, acts, opened }: Props) {
  const { purpose, receiver, receiverName, answer } = consent;
  const [stopped, setStopped] = useState(false);
  const what = `${say(keyOf(purpose))}${receiverName ? `: ${receiverName}` : ''}`;
  const tell = async (said: string) => {
    const body = { purpose, receiver, answer: said, language: pageLanguage() };
    const done = await acts.act(INTAKE, 'AnswerOwnConsent', body);
    setStopped(done && said === 'no' && purpose === 'sharing_with_school');
  };
  const state = answer === 'yes' ? 'saidYes' : answer === 'no' ? 'saidNo' : 'notAsked';
  return (
    <li data-testid={`consent-${purpose}`}>
      <p>
        <strong>{what}</strong> · {say(state)}
      </p>
      {stopped ? <Said>{say(opened ? 'stopped' : 'sharedNoMore')}</Said> : null}
      {acts.page.decides ? (
        <div class="choice">
          {answer === 'yes' ? null : (
            <Button label={`${say('yes')}: ${what}`} onPress={() => tell('yes')}>
              {say('yes')}
            </Button>
          )}
          {answer === 'no' ? null : (
            <Button label={`${say('no')}: ${what}`} onPress={() => tell('no')}>
              {purpose === 'sharing_with_school' && answer === 'yes'
                ? say('stopSharing')
                : say('no')}
            </Button>
          )}
        </div>
      ) : null}
    </li>
  );
}
