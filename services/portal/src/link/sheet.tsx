/** @jsxImportSource preact */
import type { MyPage } from '@katrol/proto/katrol/intake/v1/json';
import type { Acts } from './acts.ts';
import { INTAKE } from './call.ts';
import { Button } from './pieces.tsx';
import { pageLanguage, say, sayDay } from './texts.ts';

const SIDES = [
  { side: 'family', name: 'sheetFamily', promises: 'sheetFamilyPromises' },
  { side: 'tutor', name: 'sheetTutor', promises: 'sheetTutorPromises' },
  { side: 'branch', name: 'sheetBranch', promises: 'sheetBranchPromises' },
] as const;

/** What each side promises, and who put a name under it; unsigned it delays nothing. */
export function Sheet({ page, acts }: { page: MyPage; acts: Acts }) {
  if (!page.agreementUsed) return null;
  const signedOn = (side: string) =>
    page.agreement.find((one) => one.side === side)?.signedOn ?? '';
  return (
    <section aria-labelledby="sheet" data-testid="sheet">
      <h2 id="sheet">{say('sheet')}</h2>
      <p>{say('sheetLead')}</p>
      {SIDES.map(({ side, name, promises }) => (
        <div key={side}>
          <h3>{say(name)}</h3>
          <ul>
            {say(promises)
              .split('|')
              .map((promise) => (
                <li key={promise}>{promise}</li>
              ))}
          </ul>
          <p class="quiet">
            {signedOn(side)
              ? say('sheetSignedOn', { day: sayDay(signedOn(side)) })
              : say('sheetUnsigned')}
          </p>
        </div>
      ))}
      {signedOn('family') ? null : (
        <Button onPress={() => acts.act(INTAKE, 'SignOwnAgreement', { language: pageLanguage() })}>
          {say('sheetSign')}
        </Button>
      )}
    </section>
  );
}
