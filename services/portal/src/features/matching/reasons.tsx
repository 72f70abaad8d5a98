import { IconCheck, IconMinus, IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Verdict, type PairReason } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { useCodes, type CodeList } from '#ui/codes.ts';
import { toDate, useSayDate } from '#ui/when.tsx';

const SIGN = {
  [Verdict.KEPT]: IconCheck,
  [Verdict.FOR]: IconPlus,
  [Verdict.AGAINST]: IconMinus,
  [Verdict.BROKEN]: IconX,
  [Verdict.UNSPECIFIED]: IconMinus,
};
const LISTS: Record<string, CodeList> = {
  language: 'language',
  subject: 'subject',
  training: 'training',
  place_kind: 'place',
  stage: 'stage',
  wish: 'wish',
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
];

function useSayReason(): (reason: PairReason) => string {
  const { t, i18n } = useTranslation();
  const code = useCodes();
  const sayDate = useSayDate();
  return (reason) => {
    const values = Object.fromEntries(
      Object.entries(reason.values).map(([key, value]) => {
        const list = LISTS[key];
        if (list)
          return [
            key,
            value
              .split(',')
              .map((one) => code(list, one.trim()))
              .join(', '),
          ];
        if (/^\d{4}-\d{2}-\d{2}/.test(value) && toDate(value)) return [key, sayDate(value)];
        return [key, value];
      }),
    );
    const broken = reason.verdict === Verdict.BROKEN || reason.verdict === Verdict.AGAINST;
    const key = `matching.reason.${reason.code}${broken ? '_NOT' : ''}`;
    const base = i18n.exists(key)
      ? t(key)
      : t(`matching.reason.${reason.code}`, {
          defaultValue: reason.code.toLowerCase().replaceAll('_', ' '),
        });
    const km = values.distance_metres
      ? t('matching.km', {
          km: new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(
            Number(values.distance_metres) / 1000,
          ),
        })
      : '';
    const days = values.days ? t('waiting.days', { count: Number(values.days) }) : '';
    const extra = [km, days, ...SHOWN.map((name) => values[name] ?? '')].filter(Boolean).join(', ');
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
      {reasons.map((reason, index) => {
        const Sign = SIGN[reason.verdict];
        return (
          <li key={`${reason.code}${index}`}>
            <Sign
              size={17}
              aria-label={t(`matching.verdict.${Verdict[reason.verdict]}`)}
              role="img"
            />
            <span>{say(reason)}</span>
          </li>
        );
      })}
    </ul>
  );
}
