import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Response } from 'playwright-core';
import { newKey } from '@katrol/identity/keys-of-tests';
import { linkZoo } from '@katrol/identity/link-zoo';
import { tokenZoo } from '@katrol/identity/zoo';
import { takeSeat, tokensIn } from '../seat.ts';
import type { World } from '../world.ts';

const TOKEN = /eyJ[\w-]{10,}\.|(access|refresh|id)_token/;

const NOT_READ = '(not read)';

/**
 * What can be read of an answer; a redirect has no body, and of a page that was left the browser
 * keeps none.
 */
const bodyOf = (response: Response): Promise<string> =>
  response.status() >= 300 && response.status() < 400
    ? Promise.resolve('')
    : Promise.race([
        response.text().catch((error: Error) => `(${error.message})`),
        sleep(5_000, NOT_READ, { ref: false }),
      ]);

/** S7 and S10: what a browser gets to see of a session, and what somebody outside can pretend. */
export function theDoors(world: () => World): void {
  noToken(world);
  noPretending(world);
}

function noToken(world: () => World): void {
  test('S7 no token in a body, an address, a storage or the log, in a whole session', async () => {
    const { platform, browser } = world();
    const seat = await takeSeat(browser, { url: platform.url });
    const seen: { url: string; body: Promise<string> }[] = [];
    seat.page.on('response', (response) => {
      if (response.url().startsWith(platform.url))
        seen.push({ url: response.url(), body: bodyOf(response) });
    });
    await seat.context.addCookies([{ name: 'katrol', value: 'invented', url: platform.url }]);
    await seat.page.getByTestId('sign-in').click();
    await seat.page.locator('button', { hasText: 'Marieke' }).first().click();
    await seat.page.getByTestId('sign-out').first().waitFor({ state: 'attached' });
    const cookie = (await seat.context.cookies(platform.url)).find((c) => c.name === 'katrol');
    expect(cookie).toMatchObject({
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      domain: 'localhost',
      expires: -1,
    });
    expect(cookie?.value).not.toBe('invented');
    for (const path of [
      '/',
      '/gezinnen',
      '/aanmeldingen',
      '/begeleiders',
      '/trajecten',
      '/werkingsprofiel',
    ])
      await seat.open(path);
    expect(await tokensIn(seat.page)).toEqual([]);
    const me = (secret: string) =>
      fetch(`${platform.url}/auth/me`, { headers: { cookie: `katrol=${secret}` } });
    expect((await me(cookie?.value ?? '')).status).toBe(200);
    await seat.page.getByTestId('sign-out').locator('visible=true').first().click();
    await seat.page.getByTestId('sign-in').waitFor();
    expect((await me(cookie?.value ?? '')).status).toBe(401);
    const told = [];
    for (const { url, body } of seen) told.push(url, await body);
    expect(told.length).toBeGreaterThan(60);
    expect(told.filter((text) => text === NOT_READ).length).toBeLessThan(told.length / 10);
    // the portal's own program names what it never gets
    expect(told.filter((text) => TOKEN.test(text) && !text.includes('createRoot'))).toEqual([]);
    expect(platform.said()).not.toMatch(/eyJ[\w-]{10,}\./);
    expect(seat.complaints).toEqual([]);
    await seat.context.close();
  });

  test('S7 signing in again gives another session, and the one before is over', async () => {
    const { platform, browser } = world();
    const seat = await takeSeat(browser, { url: platform.url, username: 'marieke.vanhoutte' });
    const secret = async () =>
      (await seat.context.cookies(platform.url)).find((c) => c.name === 'katrol')?.value ?? '';
    const first = await secret();
    await seat.open('/auth/sign-in');
    const second = await secret();
    expect(second).not.toBe(first);
    expect(
      (await fetch(`${platform.url}/auth/me`, { headers: { cookie: `katrol=${first}` } })).status,
    ).toBe(401);
    await seat.context.close();
  });
}

function noPretending(world: () => World): void {
  test('S10 no header from outside makes anybody somebody else', async () => {
    const { platform, browser } = world();
    const seat = await takeSeat(browser, { url: platform.url, username: 'marieke.vanhoutte' });
    const cookies = await seat.context.cookies(platform.url);
    const cookie = cookies.map((c) => `${c.name}=${c.value}`).join('; ');
    const forged = {
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-host': 'elders.example',
      'x-forwarded-proto': 'https',
      forwarded: 'for=203.0.113.7;host=elders.example',
      'x-user-id': 'hilde.quintelier',
      'x-forwarded-user': 'hilde.quintelier',
      'x-auth-request-user': 'hilde.quintelier',
      'katrol-branches': 'geraardsbergen',
      'x-katrol-subject': 'service:matching',
      'grpc-metadata-authorization': 'Bearer x',
      authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.',
    };
    const ask = async (branchCode: string, headers: Record<string, string>) =>
      (
        await fetch(`${platform.url}/api/katrol.intake.v1.IntakeService/ListFamilies`, {
          method: 'POST',
          body: JSON.stringify({ branchCode }),
          headers: { 'content-type': 'application/json', 'x-katrol': 'portal', ...headers },
        })
      ).status;
    expect(await ask('oostende', { cookie })).toBe(200);
    for (const [name, value] of Object.entries(forged)) {
      expect([name, await ask('oostende', { [name]: value })]).toEqual([name, 401]);
      expect([name, await ask('geraardsbergen', { cookie, [name]: value })]).toEqual([name, 404]);
    }
    const away = await fetch(`${platform.url}/auth/sign-in`, {
      redirect: 'manual',
      headers: forged,
    });
    expect(decodeURIComponent(away.headers.get('location') ?? '')).toContain(
      `redirect_uri=${platform.url}/auth/callback`,
    );
    // the door knows the session's token alone: one that somebody brings along opens nothing,
    // however it is made
    const issuer = new URL(away.headers.get('location') ?? '').href.split('/protocol/')[0] ?? '';
    const zoo = tokenZoo({
      issuer,
      audience: 'katrol-services',
      key: newKey('first'),
      weak: newKey('weak', 1024),
      keysUrl: () => `${issuer}/protocol/openid-connect/certs`,
    });
    const links = linkZoo({
      issuer,
      audience: 'katrol-services',
      key: newKey('first'),
      linkSecret: 'what the gateway never signed a link with',
    });
    for (const [what, make] of [...zoo, ...links]) {
      const token = make().replaceAll('\n', '').slice(0, 12_000);
      expect([
        what,
        await ask('oostende', { authorization: `Bearer ${token}` }),
        await ask('oostende', { cookie: `katrol=${token.slice(0, 3_000)}` }),
      ]).toEqual([what, 401, 401]);
    }
    // the logged address of who called is the connection's own, or none at all
    expect(platform.said()).not.toContain('203.0.113.7');
    await seat.context.close();
  });
}
