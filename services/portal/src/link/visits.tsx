/** @jsxImportSource preact */
import type { MyPage } from '@katrol/proto/katrol/intake/v1/json';
import type { MyVisit, MyVisits } from '@katrol/proto/katrol/matching/v1/json';
import { clock, say, sayDay, sayWeekday } from './texts.ts';

/** When the tutor comes to who reads this. */
export function Visits({ visits, page }: { visits: MyVisits; page: MyPage }) {
  if (!visits.visits.length) return null;
  const names = ({ childIds }: MyVisit) =>
    page.children.filter(({ id }) => childIds.includes(id)).map(({ firstName }) => firstName);
  return (
    <section aria-labelledby="visits">
      <h2 id="visits">{say('visits')}</h2>
      {visits.visits.map((visit) => (
        <div key={visit.childIds.join()}>
          <p>
            <strong>{names(visit).join(', ')}</strong>
          </p>
          <p>
            {visit.nextOn
              ? say('nextVisit', { when: `${sayDay(visit.nextOn)} ${visit.nextOn.slice(11)}` })
              : say('noNextVisit')}
          </p>
          {visit.hours.length ? (
            <p class="quiet">
              {say('everyWeek', {
                when: visit.hours
                  .map((one) => `${sayWeekday(one.weekday)} ${clock(one.fromMinute)}`)
                  .join(', '),
              })}
            </p>
          ) : null}
        </div>
      ))}
    </section>
  );
}
