import { useTranslation } from 'react-i18next';
import type { FigureRow } from '@katrol/proto/katrol/reporting/v1/json';
import { municipality } from '@katrol/places';
import { useSayArea } from './words.ts';

const WIDTH = 320;
const HEIGHT = 180;

/** Where families live: a dot a municipality, as large as it has families. The same in words. */
export function TownMap({ towns }: { towns: FigureRow[] }) {
  const { t } = useTranslation();
  const sayArea = useSayArea();
  const placed = towns.flatMap(({ code, value }) => {
    const at = municipality(code);
    return at ? [{ code, value, x: at.longitude, y: -at.latitude }] : [];
  });
  if (placed.length === 0) return null;
  const scale = scaleOf(placed);
  const most = Math.max(...placed.map(({ value }) => value));
  const words = towns.map(({ code, value }) => `${sayArea(code)} ${value}`).join(', ');
  return (
    <figure className="picture map" data-testid="town-map">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t('figures.mapWords', { what: words })}
      >
        {placed.map(({ code, value, x, y }) => (
          <g key={code}>
            <circle
              className="map-town"
              cx={scale.x(x)}
              cy={scale.y(y)}
              r={4 + 14 * Math.sqrt(value / most)}
            />
            <text className="week-name" x={scale.x(x)} y={scale.y(y) + 3} textAnchor="middle">
              {sayArea(code)} {value}
            </text>
          </g>
        ))}
      </svg>
      <figcaption>{t('figures.map')}</figcaption>
    </figure>
  );
}

type Placed = { x: number; y: number };

function scaleOf(placed: readonly Placed[]) {
  const xs = placed.map(({ x }) => x);
  const ys = placed.map(({ y }) => y);
  const on = (values: number[], size: number) => {
    const least = Math.min(...values);
    const wide = Math.max(...values) - least;
    const margin = 34;
    return (value: number) =>
      wide === 0 ? size / 2 : margin + ((value - least) / wide) * (size - 2 * margin);
  };
  return { x: on(xs, WIDTH), y: on(ys, HEIGHT) };
}
