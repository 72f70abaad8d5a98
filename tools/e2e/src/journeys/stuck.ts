import { setTimeout as sleep } from 'node:timers/promises';
import { create, toBinary } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { ConsentChangedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { day } from '../day.ts';
import type { Platform } from '../platform.ts';
import { behindItsBack } from '../superuser.ts';
import type { World } from '../world.ts';

const consent = {
  branchCode: 'oostende',
  purpose: 'statistics',
  given: true,
  occurredOn: day(),
} as const;
const FAMILIES = ['0199f0a0-0000-7000-8000-00000000aaaa', '0199f0a0-0000-7000-8000-00000000bbbb'];

/**
 * Lets intake tell what no hearer can write: a family id that is none, with a right one behind it.
 */
async function tellBad(platform: Platform): Promise<void> {
  await behindItsBack(platform, 'intake', async (admin) => {
    for (const key of FAMILIES) {
      for (const familyId of ['no-id', key]) {
        const payload = toBinary(
          ConsentChangedSchema,
          create(ConsentChangedSchema, { ...consent, familyId }),
        );
        await admin.query('insert into outbox (type, key, payload) values ($1, $2, $3)', [
          ConsentChangedSchema.typeName,
          key,
          Buffer.from(payload),
        ]);
      }
    }
  });
}

/**
 * What a service could not handle: an operator repairs it and lets it go on. One stays, for who
 * looks at every page.
 */
export function whatGotStuck(world: () => World): void {
  test('an operator sees what got stuck, repairs it and lets it go on', async () => {
    await tellBad(world().platform);
    const hilde = await world().as('hilde.quintelier');
    for (let total = 0; total < FAMILIES.length; await sleep(100))
      total = (await hilde(ParkedService, 'listParked', { service: 'matching' })).info?.total ?? 0;
    const { page, open, complaints } = await world().seat('hilde.quintelier');
    await open('/vastgelopen');
    const count = page.getByTestId('parked-count-matching');
    await count.getByText('2 vastgelopen.').waitFor();
    // school-liaison hears the same, and stops at it too
    const cards = page
      .getByRole('region')
      .filter({ has: count })
      .getByTestId('parked-event')
      .filter({ hasText: FAMILIES[0] ?? '' });
    const card = cards.first();
    await card.getByText('1 bericht wacht hierachter.').waitFor();
    await world().picture(page, 'vastgelopen');
    await card.getByRole('button', { name: 'Opnieuw proberen: ConsentChanged' }).click();
    await card.getByText('Nog altijd niet gelukt: Wat dit bericht zegt, klopt niet').waitFor();
    await card.getByRole('button', { name: 'Herstellen: ConsentChanged' }).click();
    const content = card.getByLabel('Inhoud (JSON)');
    const said = await content.inputValue();
    await content.fill(said.replace('no-id', 'nog fout"'));
    await card.getByRole('button', { name: 'Bewaren' }).click();
    await card.getByTestId('error-summary').waitFor();
    // the browser's own word for the refusal that was asked for
    expect(complaints.splice(0)).toEqual([expect.stringContaining('RepairParked')]);
    await content.fill(said.replace('no-id', FAMILIES[0] ?? ''));
    await card.getByRole('button', { name: 'Bewaren' }).click();
    await card.getByTestId('repair-form').waitFor({ state: 'detached' });
    await card.getByRole('button', { name: 'Opnieuw proberen: ConsentChanged' }).click();
    await count.getByText('1 vastgelopen.').waitFor();
    expect(await cards.count()).toBe(0);
  });
}
