/** @jsxImportSource preact */
import type { Acts } from './acts.ts';
import { INTAKE } from './call.ts';
import { Button } from './pieces.tsx';
import { pageLanguage, say } from './texts.ts';

const KINDS = ['to_answer', 'to_read'] as const;

/** For what the branch writes to who reads this by itself: nothing, until they say so here. */
export function Writing({ acts }: { acts: Acts }) {
  const { relation, reachable, writtenTo, anchorName } = acts.page;
  // a young person has no address of their own here
  if (relation === '') return null;
  const turn = (kind: (typeof KINDS)[number], on: boolean) => {
    const others = writtenTo.filter((one) => one !== kind);
    const kinds = on ? [...others, kind] : others;
    return acts.act(INTAKE, 'ChooseOwnWriting', { kinds, language: pageLanguage() });
  };
  return (
    <section aria-labelledby="writing" data-testid="writing">
      <h2 id="writing">{say('writing')}</h2>
      <p>{say('writingLead')}</p>
      {reachable ? (
        <ul class="plain">
          {KINDS.map((kind) => {
            const on = writtenTo.includes(kind);
            const press = say(on ? 'switchOff' : 'switchOn');
            return (
              <li key={kind}>
                <p>
                  <strong>{say(`writing${kind === 'to_read' ? 'To_read' : 'To_answer'}`)}</strong> ·{' '}
                  {say(on ? 'isOn' : 'isOff')}
                </p>
                <Button
                  label={`${press}: ${say(kind === 'to_read' ? 'writingTo_read' : 'writingTo_answer')}`}
                  onPress={() => turn(kind, !on)}
                >
                  {press}
                </Button>
              </li>
            );
          })}
        </ul>
      ) : (
        <p class="quiet">{say('writingNoAddress', { name: anchorName })}</p>
      )}
    </section>
  );
}
