import { useTranslation } from 'react-i18next';
import { useCodes } from './codes.ts';
import type { SlotValue } from './form/slots.tsx';
import { clock, useSayNumber } from './when.tsx';

/** A function that says a weekly slot: "di 16.00-17.30". */
export function useSaySlot(): (slot: SlotValue) => string {
  const code = useCodes();
  const { i18n } = useTranslation();
  const at = (minute: number) => clock(minute, i18n.language);
  return ({ weekday, fromMinute, untilMinute }) =>
    `${code('weekday', String(weekday))} ${at(fromMinute)}–${at(untilMinute)}`;
}

const FROM = 8 * 60;
const UNTIL = 21 * 60;
const y = (minute: number) =>
  14 + ((Math.min(Math.max(minute, FROM), UNTIL) - FROM) / (UNTIL - FROM)) * 84;

type Lane = { slots: SlotValue[]; kind: 'family' | 'tutor' | 'both' };

/**
 * The week of two people: slots of each, and where they meet drawn full. The same in words for who
 * does not see it.
 */
export function WeekPicture({
  family,
  tutor,
  both,
}: {
  family: SlotValue[];
  tutor: SlotValue[];
  both: SlotValue[];
}) {
  const { t } = useTranslation();
  const code = useCodes();
  const saySlot = useSaySlot();
  const lanes: Lane[] = [
    { slots: family, kind: 'family' },
    { slots: tutor, kind: 'tutor' },
    { slots: both, kind: 'both' },
  ];
  const words = both.length
    ? t('ui.week.together', { slots: both.map(saySlot).join(', ') })
    : t('ui.week.never');
  return (
    <figure className="picture">
      <svg viewBox="0 0 210 102" role="img" aria-label={words}>
        {[1, 2, 3, 4, 5, 6, 7].map((day) => (
          <g key={day}>
            <rect
              className="week-day"
              x={(day - 1) * 30 + 1}
              y={14}
              width={28}
              height={84}
              rx={3}
            />
            <text className="week-name" x={(day - 1) * 30 + 15} y={10} textAnchor="middle">
              {code('weekday', String(day)).slice(0, 2)}
            </text>
          </g>
        ))}
        {lanes.map(({ slots, kind }) =>
          slots.map((slot, index) => (
            <rect
              key={`${kind}${index}`}
              className={`week-${kind}`}
              x={(slot.weekday - 1) * 30 + (kind === 'tutor' ? 15.5 : 2.5)}
              y={y(slot.fromMinute)}
              width={kind === 'both' ? 25 : 12}
              height={Math.max(3, y(slot.untilMinute) - y(slot.fromMinute))}
              rx={2}
            />
          )),
        )}
      </svg>
      <figcaption>{words}</figcaption>
    </figure>
  );
}

type Place = { x: number; y: number } | undefined;

/** How far apart two coarse places lie: the squares of about 500 m, nothing finer. */
export function DistancePicture({
  family,
  tutor,
  reachMetres,
}: {
  family: Place;
  tutor: Place;
  reachMetres: number;
}) {
  const { t } = useTranslation();
  const sayNumber = useSayNumber();
  if (!family || !tutor) return null;
  const apart = Math.hypot(family.x - tutor.x, family.y - tutor.y);
  const kilometres = Math.round(apart * 5) / 10;
  const scale = 44 / Math.max(apart, reachMetres / 500, 2);
  const words = apart < 1 ? t('ui.map.same') : t('ui.map.apart', { km: sayNumber(kilometres) });
  const at = {
    x: 60 + (tutor.x - family.x) * scale * 0.6,
    y: 50 - (tutor.y - family.y) * scale * 0.6,
  };
  return (
    <figure className="picture map">
      <svg viewBox="0 0 120 100" role="img" aria-label={words}>
        <circle className="map-reach" cx={at.x} cy={at.y} r={(reachMetres / 500) * scale * 0.6} />
        <line className="map-line" x1={60} y1={50} x2={at.x} y2={at.y} />
        <rect className="map-family" x={55} y={45} width={10} height={10} />
        <circle className="map-tutor" cx={at.x} cy={at.y} r={5} />
      </svg>
      <figcaption>{words}</figcaption>
    </figure>
  );
}
