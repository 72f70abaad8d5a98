import { expect, test } from '@jest/globals';
import { LinkService } from '@katrol/proto/katrol/gateway/v1/links_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { Page } from 'playwright-core';
import { findings, tooWide } from '../axe.ts';
import { whileFrozen } from '../frozen.ts';
import { PHONE } from '../seat.ts';
import type { World } from '../world.ts';

const KIND = 'Dit deel kunnen wij nu even niet tonen.';
const question = { question: 'street' as const, answer: 'Dekapellestraat' };

/** The address of a parent's own page. */
async function linkOfAFamily(world: World): Promise<string> {
  const as = await world.as('marieke.vanhoutte');
  const { familyId: objectId } = await as(IntakeService, 'enterReferral', {
    referral: {
      branchCode: 'oostende',
      referrer: { kind: 'school', name: 'Juf Els' },
      contact: { familyName: 'Vermeersch', phone: '0470 99 11 55', language: 'nl' },
      children: [{ firstName: 'Ella', grade: 'L2', school: 'De Regenboog' }],
      reason: 'lezen',
    },
  });
  const { parents } = await as(IntakeService, 'getFamily', { id: objectId });
  const about = { branchCode: 'oostende', kind: 'parent-page' as const, objectId };
  const link = { ...about, personId: parents[0]?.id ?? '', language: 'nl' };
  return `/link#${(await as(LinkService, 'giveLink', { ...link, question })).secret}`;
}

async function answer(phone: Page): Promise<void> {
  await phone.getByRole('textbox').fill(question.answer);
  await phone.getByRole('button').first().click();
}

/** A parent's page is asked of three services at once: one that is away takes nothing else with it. */
export function aPartIsAway(world: () => World): void {
  test.each([
    { folder: 'matching', part: 'visits', there: ['Om te lezen', 'Ik heb een vraag', 'Wat mag'] },
    {
      folder: 'school-liaison',
      part: 'thread',
      there: ['Om te lezen', 'Afsprakenblad', 'Wat mag'],
    },
  ])(
    'while $folder stands still the rest of a parent’s page is there, with a kind sentence',
    async ({ folder, part, there }) => {
      const address = await linkOfAFamily(world());
      const context = await world().browser.newContext({
        viewport: PHONE,
        locale: 'nl-BE',
        baseURL: world().platform.url,
        reducedMotion: 'reduce',
      });
      context.setDefaultTimeout(40_000);
      const phone = await context.newPage();
      try {
        await whileFrozen(world().platform, folder, async () => {
          await phone.goto(address);
          await answer(phone);
          await phone.getByTestId(`away-${part}`).getByText(KIND, { exact: false }).waitFor();
          for (const text of there) await phone.getByText(text, { exact: true }).waitFor();
          expect(await phone.getByTestId(/^away-/).count()).toBe(1);
          expect(await findings(phone)).toEqual([]);
          expect(await tooWide(phone)).toBe(false);
          await world().picture(phone, `ouder-zonder-${folder}`, ['360']);
        });
        // it goes on: what was waited for comes by itself, or when it is asked again
        const again = phone.getByTestId(`away-${part}`).getByRole('button');
        await again.click({ timeout: 5_000 }).catch(() => undefined);
        await phone.getByTestId(`away-${part}`).waitFor({ state: 'detached' });
      } finally {
        await context.close();
      }
    },
  );
}
