import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import { familyDay, type FamilyTexts } from '#i18n/for-families/index.ts';
import { useSession } from '#app/session.tsx';
import { directionOf } from '#i18n/direction.ts';
import { isoDay } from '#ui/when.tsx';
import type { RecordLine } from './record-lines.ts';

type Spoken = { language: string; texts: FamilyTexts };
type Props = { family: Family; name: string; lines: RecordLine[]; of: Spoken };

/** What the family gets on paper, in its language: nothing of the screen around it. */
export function RecordSheet({ family, name, lines, of }: Props) {
  const { t } = useTranslation();
  const { branches } = useSession();
  const branch = branches.find((one) => one.code === family.branchCode);
  const { language, texts } = of;
  return (
    <article
      className="section sheet"
      lang={language}
      dir={directionOf(language)}
      data-testid="record-sheet"
    >
      <header>
        <p className="quiet tight">
          {t('app.name')} · {texts.branch}: <bdi>{branch?.name ?? family.branchCode}</bdi> ·{' '}
          {texts.printed} {familyDay(isoDay(), language)}
        </p>
        <h2>{texts.title}</h2>
        <p className="strong">
          {texts.family}: <bdi>{name}</bdi>
        </p>
        <p>
          {texts.right} {texts.ask}
          {branch?.anchorPhone ? (
            <>
              {' '}
              <bdi>
                {branch.anchorName} {branch.anchorPhone}
              </bdi>
            </>
          ) : null}
        </p>
      </header>
      {lines.length ? (
        <ol className="record">
          {lines.map((line) => (
            <Line key={line.key} line={line} family={family} of={of} />
          ))}
        </ol>
      ) : (
        <p>{texts.none}</p>
      )}
    </article>
  );
}

function Line({
  line,
  family,
  of: { language, texts },
}: {
  line: RecordLine;
  family: Family;
  of: Spoken;
}) {
  return (
    <li data-testid="record-line">
      <p>
        <time dateTime={line.day}>{familyDay(line.day, language)}</time>
      </p>
      <p>
        {line.name ? <bdi className="strong">{line.name}</bdi> : null}
        <span>{line.emergencyId === '' ? texts.role[line.who] : texts.role.elsewhere}</span>
      </p>
      <div>
        <p>
          {texts.did[line.did]}
          {line.times > 1 ? (
            <>
              {' '}
              (<bdi>{line.times}×</bdi>)
            </>
          ) : null}
          .
        </p>
        <Because line={line} family={family} texts={texts} />
      </div>
    </li>
  );
}

function Because({
  line,
  family,
  texts,
}: {
  line: RecordLine;
  family: Family;
  texts: FamilyTexts;
}) {
  const { branches } = useSession();
  if (line.emergencyId === '') {
    const because =
      line.did === 'record'
        ? texts.because.record
        : line.did === 'export'
          ? texts.because.export
          : texts.because[line.who];
    return (
      <p>
        {texts.why} {because}
      </p>
    );
  }
  const access = family.emergencyAccesses.find((one) => one.id === line.emergencyId);
  if (!access)
    return (
      <p>
        {texts.why} {texts.because.emergencyUntold}
      </p>
    );
  const branch =
    branches.find((one) => one.code === access.ownBranchCode)?.name ?? access.ownBranchCode;
  const [before = '', after = ''] = texts.because.emergency.split('{{branch}}');
  return (
    <>
      <p>
        {texts.why} {before}
        <bdi>{branch}</bdi>
        {after}
      </p>
      <p className="quote" dir="auto">
        {access.reason}
      </p>
    </>
  );
}
