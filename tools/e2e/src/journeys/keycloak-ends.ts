import { expect, test } from '@jest/globals';
import { openAdmin } from '@katrol/realm';
import people from '@katrol/platform/people.json' with { type: 'json' };
import { arrived, goToSignIn, leave, typeCode, typePassword } from '../keycloak-hands.ts';
import type { KeycloakWorld, Visitor } from '../keycloak-world.ts';

const subjectOf = (username: string): string =>
  people.find((one) => one.username === username)?.subject ?? '';
const WITHIN_MS = 5_000;

async function endsWithin(visitor: Visitor): Promise<boolean> {
  for (const until = Date.now() + WITHIN_MS; Date.now() < until;) {
    if ((await visitor.page.request.get('/auth/me')).status() === 401) return true;
    await visitor.page.waitForTimeout(100);
  }
  return false;
}

/** A session that ends at Keycloak ends in the portal. */
export function endsAtKeycloak(world: () => KeycloakWorld): void {
  const signedIn = async (username: string): Promise<Visitor> => {
    const visitor = await world().visitor();
    await goToSignIn(visitor.page);
    await typePassword(visitor.page, username, world().keys.password);
    await arrived(visitor.page);
    return visitor;
  };

  test('ended by who keeps Keycloak: one is out everywhere in seconds, others stay', async () => {
    const [one, same, other] = [
      await signedIn('els.casteleyn'),
      await signedIn('els.casteleyn'),
      await signedIn('karim.ramdani'),
    ];
    await openAdmin(world().server, '/katrol').post(
      `/users/${subjectOf('els.casteleyn')}/logout`,
      {},
    );
    expect([await endsWithin(one), await endsWithin(same)]).toEqual([true, true]);
    expect((await other.page.request.get('/auth/me')).status()).toBe(200);
    for (const { context } of [one, same, other]) await context.close();
  });

  test('ended by oneself on the pages for one’s account: the portal is left too', async () => {
    const visitor = await signedIn('karim.ramdani');
    const elsewhere = await visitor.context.newPage();
    await elsewhere.goto(`${world().issuer}/account/`);
    await elsewhere.getByTestId('options-toggle').click();
    await elsewhere.getByRole('menuitem').last().click();
    expect(await endsWithin(visitor)).toBe(true);
    await visitor.context.close();
  });
}

/** Who wants it signs in with a passkey. */
export function thePasskey(world: () => KeycloakWorld): void {
  test('a coordinator makes a passkey and signs in with it alone, without a code', async () => {
    const { page, context } = await world().visitor();
    const devices = await context.newCDPSession(page);
    await devices.send('WebAuthn.enable');
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    } as const;
    const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', { options });
    const finger = (enabled: boolean) =>
      devices.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    await goToSignIn(page);
    await typePassword(page, 'bram.roelandts', world().keys.password);
    await page.getByLabel('Eenmalige code').waitFor();
    await typeCode(page, world().keys.codeKey);
    await arrived(page);
    await page.goto(`${world().issuer}/account/account-security/signing-in`);
    await page.getByTestId('webauthn-passwordless/create').click();
    await page.getByRole('heading', { name: 'Passkey maken' }).waitFor();
    page.once('dialog', (dialog) => void dialog.accept('mijn toestel'));
    await page.locator('#registerWebAuthn').click();
    await page.getByTestId('webauthn-passwordless/credential-list').waitFor();
    await page.goto('/');
    await finger(false);
    await leave(page);
    await goToSignIn(page);
    // its scripts are at work, and offer passkeys in the field of the name; here the button is
    // pressed
    await page.waitForLoadState('networkidle');
    await finger(true);
    await page.locator('#authenticateWebAuthnButton').click();
    expect(await arrived(page)).toMatchObject({
      subject: subjectOf('bram.roelandts'),
      roles: ['coordinator'],
    });
    await context.close();
  });
}
