/** @jsxImportSource preact */
import type {
  AgreementSheet,
  AgreementSignature,
  MyPage,
} from '@katrol/proto/katrol/intake/v1/json';
import { directionOf } from '../i18n/direction.ts';
import type { Acts } from './acts.ts';
import { INTAKE } from './call.ts';
import { Button } from './pieces.tsx';
import { pageLanguage, say, sayDay } from './texts.ts';

const SIDES = [
  { side: 'family', name: 'sheetFamily' },
  { side: 'tutor', name: 'sheetTutor' },
  { side: 'branch', name: 'sheetBranch' },
] as const;

/** What each side promises, and who put a name under it; unsigned it delays nothing. */
export function Sheet({ page, acts }: { page: MyPage; acts: Acts }) {
  const { agreementSheet: today, agreementUsed, agreement } = page;
  if (!agreementUsed || !today) return null;
  const mine = agreement.findLast((one) => one.side === 'family');
  const signed = mine?.newer && mine.sheet?.hash ? mine.sheet : undefined;
  const sign = () =>
    acts.act(INTAKE, 'SignOwnAgreement', { language: pageLanguage(), hash: today.hash });
  const button = <Button onPress={sign}>{say('sheetSign')}</Button>;
  return (
    <section aria-labelledby="sheet" data-testid="sheet">
      <h2 id="sheet">{say('sheet')}</h2>
      <p>{say('sheetLead')}</p>
      <Promises sheet={signed ?? today} agreement={agreement} />
      {mine ? null : button}
      {mine?.newer ? (
        <>
          <p>{say('sheetNewer')}</p>
          <details>
            <summary>{say('sheetReadNewer')}</summary>
            <Promises sheet={today} agreement={agreement.filter((one) => !one.newer)} />
            {button}
          </details>
        </>
      ) : null}
    </section>
  );
}

type Props = { sheet: AgreementSheet; agreement: AgreementSignature[] };

/** In the branch's own words these may be Dutch, where it has none in the page's language. */
function Promises({ sheet, agreement }: Props) {
  const { language } = sheet;
  return (
    <>
      {SIDES.map(({ side, name }) => {
        const on = agreement.findLast((one) => one.side === side)?.signedOn ?? '';
        return (
          <div key={side}>
            <h3>{say(name)}</h3>
            <ul lang={language} dir={directionOf(language)}>
              {sheet[side].split('\n').map((promise) => (
                <li key={promise}>{promise}</li>
              ))}
            </ul>
            <p class="quiet">
              {on ? say('sheetSignedOn', { day: sayDay(on) }) : say('sheetUnsigned')}
            </p>
          </div>
        );
      })}
    </>
  );
}
