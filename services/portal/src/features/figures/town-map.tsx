import { useTranslation } from 'react-i18next';
import type { FigureRow } from '@katrol/proto/katrol/reporting/v1/json';
import { municipalitiesToday, municipality, type Municipality } from '@katrol/places';
import { useSayArea } from './words.ts';

// Flanders and Brussels, in degrees
const WEST = 2.5;
const EAST = 6;
const NORTH = 51.55;
const SOUTH = 50.65;
const WIDTH = 360;
const HEIGHT = 150;

const x = ({ longitude }: Municipality): number => ((longitude - WEST) / (EAST - WEST)) * WIDTH;
const y = ({ latitude }: Municipality): number => ((NORTH - latitude) / (NORTH - SOUTH)) * HEIGHT;

/**
 * Where families live: every municipality a faint dot, those where somebody asked as large as how
 * many. The same in words.
 */
export function TownMap({ towns }: { towns: FigureRow[] }) {
  const { t } = useTranslation();
  const sayArea = useSayArea();
  const placed = towns.flatMap(({ code, value }) => {
    const at = municipality(code);
    return at ? [{ at, value }] : [];
  });
  if (placed.length === 0) return null;
  const most = Math.max(...placed.map(({ value }) => value));
  const words = towns.map(({ code, value }) => `${sayArea(code)} ${value}`).join(', ');
  return (
    <figure className="picture map" data-testid="town-map">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t('figures.mapWords', { what: words })}
      >
        {municipalitiesToday().map((one) => (
          <circle key={one.nis} className="map-there" cx={x(one)} cy={y(one)} r={1.5} />
        ))}
        {placed.map(({ at, value }) => (
          <circle
            key={at.nis}
            className="map-town"
            cx={x(at)}
            cy={y(at)}
            r={3 + 8 * Math.sqrt(value / most)}
          />
        ))}
      </svg>
      <figcaption>
        {t('figures.map')}: {words}
      </figcaption>
    </figure>
  );
}
