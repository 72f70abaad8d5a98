import { expect, test } from '@jest/globals';
import { PeopleService } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { callAsSubject } from '../portal-client.ts';
import { behindItsBack } from '../superuser.ts';
import type { World } from '../world.ts';

const MINUTE_MS = 60_000;

/** The operator manages who may work with what; it is felt within a minute. */
export function theAccounts(world: () => World): void {
  test('the operator invites, gives and takes a branch, ends the account; on record', async () => {
    const { page, open, complaints } = await world().seat('hilde.quintelier');
    const hilde = await world().as('hilde.quintelier');
    await open('/medewerkers');
    await page.getByRole('button', { name: 'Iemand uitnodigen' }).click();
    const form = page.getByTestId('invite-form');
    await form.getByLabel('Naam').fill('Ward Ingels');
    await form.getByLabel('E-mailadres').fill('ward.ingels@voorbeeld.example');
    await form.getByRole('button', { name: 'Iemand uitnodigen' }).click();
    await page.getByTestId('error-summary').waitFor();
    expect(complaints.splice(0)).toEqual([expect.stringContaining('InvitePerson')]);
    await form.getByLabel('Werking').selectOption('geraardsbergen');
    await form.getByRole('button', { name: 'Iemand uitnodigen' }).click();
    await page.getByTestId('one-time-password').getByText('ward.ingels').waitFor();
    await world().picture(page, 'uitnodigen');
    const {
      rows: [ward],
    } = await hilde(PeopleService, 'listPeople', { options: { search: 'ward ingels' } });
    const subject = ward?.subject ?? '';
    expect(ward).toMatchObject({
      username: 'ward.ingels',
      roles: ['coordinator'],
      branches: [{ branchCode: 'geraardsbergen', until: '' }],
      ended: false,
    });

    const asWard = await callAsSubject(world().platform.url, subject);
    const sees = (branchCode: string) =>
      asWard(IntakeService, 'listFamilies', { branchCode }).then(
        () => 'sees',
        (error: Error) => error.message,
      );
    expect([await sees('geraardsbergen'), await sees('oostende')]).toEqual([
      'sees',
      expect.stringContaining('NOT_FOUND'),
    ]);

    await open(`/medewerkers/${subject}`);
    await page.getByTestId('give-branch').getByLabel('Werking').selectOption('oostende');
    await page.getByRole('button', { name: 'Werking geven' }).click();
    await page.getByRole('button', { name: 'Oostende terugnemen' }).waitFor();
    expect(await within(() => sees('oostende'), 'sees')).toBeLessThan(MINUTE_MS);
    await page.getByRole('button', { name: 'Oostende terugnemen' }).click();
    await page.getByRole('button', { name: 'Oostende terugnemen' }).waitFor({ state: 'detached' });
    const taken = await within(() => sees('oostende'), 'NOT_FOUND');
    await page.getByRole('button', { name: 'Account beëindigen' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Account beëindigen' }).click();
    await page.getByText('Dit account is beëindigd.').waitFor();
    const ended = await within(() => sees('geraardsbergen'), 'SIGN_IN_FIRST');
    process.stdout.write(
      `taking a branch is felt after ${taken.toFixed(0)} ms, ` +
        `the end of an account after ${ended.toFixed(0)} ms\n`,
    );
    await world().picture(page, 'account');
    const record = await page.getByTestId('person-changes').innerText();
    for (const line of [
      'Uitgenodigd',
      'Taak gegeven: Coördinator',
      'Werking gegeven: Geraardsbergen',
      'Werking gegeven: Oostende',
      'Werking teruggenomen: Oostende',
      'Account beëindigd',
      'door Hilde',
    ]) {
      expect(record).toContain(line);
    }
  });
  ending(world);
}

function ending(world: () => World): void {
  test('a branch given until a day is taken back after it, and that is on record', async () => {
    const hilde = await world().as('hilde.quintelier');
    const today = new Date().toLocaleDateString('sv', { timeZone: 'Europe/Brussels' });
    const invitation = {
      name: 'Noor Tijdelijk',
      email: 'noor@voorbeeld.example',
      role: 'coordinator' as const,
      branchCode: 'oostende',
      until: today,
    };
    const { person, oneTimePassword } = await hilde(
      PeopleService,
      'invitePerson',
      invitation,
      'invite-noor-1',
    );
    expect(
      (await hilde(PeopleService, 'invitePerson', invitation, 'invite-noor-1')).oneTimePassword,
    ).toBe(oneTimePassword);
    const subject = person?.subject ?? '';
    await endedYesterday(world(), subject);
    const branches = async () =>
      String((await hilde(PeopleService, 'getPerson', { subject })).person?.branches.length);
    await within(branches, '0');
    const { changes } = await hilde(PeopleService, 'getPerson', { subject });
    expect(changes[0]).toMatchObject({ kind: 'branch_ended', code: 'oostende', actor: '' });
  });

  test('nobody else manages people, and nobody ends the own account', async () => {
    const hilde = await world().as('hilde.quintelier');
    const own =
      (await hilde(PeopleService, 'listPeople', { options: { search: 'hilde.quintelier' } }))
        .rows[0]?.subject ?? '';
    await expect(hilde(PeopleService, 'endAccount', { subject: own })).rejects.toThrow(
      'OWN_ACCOUNT',
    );
    for (const username of [
      'marieke.vanhoutte',
      'lotte.demeyere',
      'els.casteleyn',
      'karim.ramdani',
    ]) {
      const somebody = await world().as(username);
      await expect(somebody(PeopleService, 'listPeople', {})).rejects.toThrow('ROLE_MISSING');
      await expect(
        somebody(PeopleService, 'giveBranch', { subject: own, branchCode: 'oostende' }),
      ).rejects.toThrow('ROLE_MISSING');
      await expect(somebody(PeopleService, 'endAccount', { subject: own })).rejects.toThrow(
        'ROLE_MISSING',
      );
    }
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open('/medewerkers');
    await page.getByText('Deze pagina hoort niet bij je werk hier.').waitFor();
  });
}

/** Asks until the answer holds the words; gives how long it took, in ms. */
async function within(ask: () => Promise<string>, words: string): Promise<number> {
  const since = performance.now();
  while (!(await ask()).includes(words)) {
    if (performance.now() - since > MINUTE_MS) throw new Error(`not within a minute: ${words}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return performance.now() - since;
}

// nobody can wait for tomorrow in a test
async function endedYesterday({ platform }: World, subject: string): Promise<void> {
  await behindItsBack(platform, 'gateway', async (admin) => {
    await admin.query('update branch_end set until = until - 1 where subject = $1', [subject]);
  });
}
