import { IconCheck, IconMinus, IconPlus, IconX, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PairReasonCode, Verdict } from '@katrol/proto/katrol/matching/v1/codes';
import type { PairReason } from '@katrol/proto/katrol/matching/v1/json';
import { useAnyCode, type AnyList } from '#ui/codes.ts';
import { toDate, useSayDate, useSayNumber } from '#ui/when.tsx';

const SIGN: Record<Verdict, Icon> = {
  kept: IconCheck,
  for: IconPlus,
  against: IconMinus,
  broken: IconX,
};
const LISTS: Partial<Record<string, AnyList>> = {
  language: 'Language',
  subject: 'Subject',
  training: 'TrainingTheme',
  place_kind: 'PlaceKind',
  stage: 'Stage',
  wish: 'Wish',
};
// other values (counts, reach) are for the machine
const SHOWN = [
  'valid_until',
  'training',
  'stage',
  'subject',
  'language',
  'wish',
  'place_kind',
  'available_from',
  'available_until',
  'until',
  'on',
];

type Values = PairReason['values'];

const WHO = ['family', 'tutor', 'ended'] as const;
const isWho = (text: string | undefined): text is (typeof WHO)[number] =>
  WHO.some((who) => who === text);

/** What a reason is about, in words: codes, dates, how far, how long. */
function useSayValues(): (values: Values) => string {
  const { t } = useTranslation();
  const code = useAnyCode();
  const sayDate = useSayDate();
  const sayNumber = useSayNumber();
  const say = (name: string, value: string) => {
    const list = LISTS[name];
    if (list)
      return value
        .split(',')
        .map((one) => code(list, one.trim()))
        .join(', ');
    return /^\d{4}-\d{2}-\d{2}/.test(value) && toDate(value) ? sayDate(value) : value;
  };
  return ({ distance_metres, days, needed, who, ...others }) => {
    const km = distance_metres
      ? t('matching.km', { km: sayNumber(Number(distance_metres) / 1000) })
      : '';
    const waited = days && !needed ? t('waiting.days', { count: Number(days) }) : '';
    const found = days && needed ? t('matching.needed', { days, needed }) : '';
    const whose = isWho(who) ? t(`matching.who.${who}`) : '';
    const shown = SHOWN.map((name) => (others[name] ? say(name, others[name]) : ''));
    return [km, waited, found, whose, ...shown].filter(Boolean).join(', ');
  };
}

type Sentence = { code: PairReasonCode; verdict: Verdict; values: Values };

function useSayReason(): (reason: Sentence) => string {
  const { t } = useTranslation();
  const code = useAnyCode();
  const sayValues = useSayValues();
  return (reason) => {
    const broken = reason.verdict === 'broken' || reason.verdict === 'against';
    // a reason that cannot be held against a pair has one sentence
    const base = t(`matching.reason.${reason.code}`, { context: broken ? 'NOT' : undefined });
    const extra = sayValues(reason.values);
    const day = reason.values.would_fit_if?.replace('weekday_', '') ?? '';
    const fit = day ? t('matching.wouldFitIf', { what: code('weekday', day) }) : '';
    return [extra ? `${base}: ${extra}` : base, fit].filter(Boolean).join('. ');
  };
}

/** Why this pair, or why not, in short lines. */
export function Reasons({ reasons }: { reasons: PairReason[] }) {
  const { t } = useTranslation();
  const say = useSayReason();
  return (
    <ul className="reasons">
      {reasons.map(({ code, verdict, values }, index) => {
        if (!code || !verdict) return null;
        const Sign = SIGN[verdict];
        return (
          <li key={`${code}${index}`}>
            <Sign size={17} aria-label={t(`matching.verdict.${verdict}`)} role="img" />
            <span>{say({ code, verdict, values })}</span>
          </li>
        );
      })}
    </ul>
  );
}
