import { IconCheck, IconMinus, IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Verdict, type PairReason } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { useCodes, type CodeList } from '#ui/codes.ts';
import { toDate, useSayDate } from '#ui/when.tsx';

const SIGN = { [Verdict.KEPT]: IconCheck, [Verdict.FOR]: IconPlus, [Verdict.AGAINST]: IconMinus, [Verdict.BROKEN]: IconX, [Verdict.UNSPECIFIED]: IconMinus };
const LISTS: Record<string, CodeList> = { language: 'language', subject: 'subject', training: 'training', place_kind: 'place', stage: 'stage', wish: 'wish', would_fit_if: 'missing' };

function useSayReason(): (reason: PairReason) => string {
  const { t, i18n } = useTranslation();
  const code = useCodes();
  const sayDate = useSayDate();
  return (reason) => {
    const values = Object.fromEntries(Object.entries(reason.values).map(([key, value]) => {
      const list = LISTS[key];
      if (list) return [key, value.split(',').map((one) => code(list, one.trim())).join(', ')];
      if (/^\d{4}-\d{2}-\d{2}/.test(value) && toDate(value)) return [key, sayDate(value)];
      return [key, value];
    }));
    const km = values.distance_metres ? Math.round(Number(values.distance_metres) / 100) / 10 : '';
    const broken = reason.verdict === Verdict.BROKEN || reason.verdict === Verdict.AGAINST;
    const key = `matching.reason.${reason.code}${broken ? '_NOT' : ''}`;
    const base = i18n.exists(key) ? t(key) : t(`matching.reason.${reason.code}`, { defaultValue: reason.code.toLowerCase().replaceAll('_', ' ') });
    const extra = [km === '' ? '' : t('matching.km', { km }), ...Object.entries(values).filter(([name]) => name !== 'distance_metres' && name !== 'would_fit_if').map(([, value]) => value)].filter(Boolean).join(', ');
    const fit = values.would_fit_if ? t('matching.wouldFitIf', { what: values.would_fit_if }) : '';
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
            <Sign size={17} aria-label={t(`matching.verdict.${Verdict[reason.verdict]}`)} role="img" />
            <span>{say(reason)}</span>
          </li>
        );
      })}
    </ul>
  );
}
