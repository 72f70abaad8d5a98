import { expect, test } from '@jest/globals';
import {
  applyRealm,
  discoverBroker,
  findingsOf,
  openAdmin,
  readRealm,
  realmOf,
} from '@katrol/realm';
import { arrived, goToSignIn, leave } from '../keycloak-hands.ts';
import type { KeycloakWorld, Visitor } from '../keycloak-world.ts';

const PASSWORD = 'op de hogeschool zelf gekozen';
const SECRET = 'between-the-university-and-us';

const member = (username: string, firstName: string, realmRoles: string[]) => ({
  username,
  firstName,
  lastName: 'Wijndaele',
  email: `${username}@hogeschool.example`,
  emailVerified: true,
  enabled: true,
  realmRoles,
  credentials: [{ type: 'password', value: PASSWORD, temporary: false }],
});

// an invented university with a provider of its own, its own words for what people do there
const university = (issuer: string) => ({
  realm: 'hogeschool',
  enabled: true,
  roles: { realm: ['lector', 'stagedienst', 'directie'].map((name) => ({ name })) },
  users: [
    member('jo.wijndaele', 'Jo', ['lector', 'directie']),
    member('an.wijndaele', 'An', ['stagedienst']),
    member('ries.wijndaele', 'Ries', ['directie']),
  ],
  clients: [
    {
      clientId: 'katrol',
      secret: SECRET,
      publicClient: false,
      redirectUris: [`${issuer}/broker/hogent/endpoint`],
      attributes: {
        'post.logout.redirect.uris': `${issuer}/broker/hogent/endpoint/logout_response`,
      },
      protocolMappers: [
        {
          name: 'functie',
          protocol: 'openid-connect',
          protocolMapper: 'oidc-usermodel-realm-role-mapper',
          config: {
            'claim.name': 'functie',
            'jsonType.label': 'String',
            multivalued: 'true',
            'id.token.claim': 'true',
            'access.token.claim': 'false',
            'userinfo.token.claim': 'false',
          },
        },
      ],
    },
  ],
});

/** A university's own staff sign in there. */
export function aUniversitySignsIn(world: () => KeycloakWorld): void {
  const elsewhere = async ({ page }: Visitor, username: string): Promise<void> => {
    await goToSignIn(page);
    await page.getByRole('link', { name: 'HOGENT' }).click();
    await page.waitForURL(/realms\/hogeschool/);
    await page.locator('#username').fill(username);
    await page.locator('#password').fill(PASSWORD);
    await page.locator('#kc-login').click();
  };

  test('its provider is added to the realm as data, and nothing is against the rules', async () => {
    const { server, issuer, parameters } = world();
    await openAdmin(server, '').post('', university(issuer));
    const broker = await discoverBroker({
      university: 'hogent',
      name: 'HOGENT',
      issuer: `${server.url}/realms/hogeschool`,
      clientId: 'katrol',
      clientSecret: SECRET,
      roles: [
        { claim: 'functie', value: 'lector', role: 'lecturer-coach' },
        { claim: 'functie', value: 'stagedienst', role: 'placement-officer' },
      ],
    });
    const realm = realmOf({ ...parameters, brokers: [broker] });
    const others = (await applyRealm(server, realm)).filter(
      (change) => !change.startsWith('broker hogent'),
    );
    expect(others).toEqual([]);
    expect(await applyRealm(server, realm)).toEqual([]);
    expect(findingsOf(await readRealm(server, 'katrol'))).toEqual([]);
  });

  test.each([
    ['jo.wijndaele', ['lecturer-coach']],
    ['an.wijndaele', ['placement-officer']],
    ['ries.wijndaele', []],
  ])('%s signs in there and arrives as %j of that university', async (username, roles) => {
    const visitor = await world().visitor();
    await elsewhere(visitor, username);
    expect(await arrived(visitor.page)).toMatchObject({
      roles,
      branches: [],
      university: 'hogent',
      name: expect.stringContaining('Wijndaele'),
    });
    await leave(visitor.page);
    // out there as well: the next one at this screen is asked who it is
    await goToSignIn(visitor.page);
    await visitor.page.getByRole('link', { name: 'HOGENT' }).click();
    await visitor.page.locator('#password').waitFor();
    await visitor.context.close();
  });

  test('a role that the university takes away is gone at the next sign-in', async () => {
    const there = openAdmin(world().server, '/hogeschool');
    const [user] = await there.get<{ id: string }[]>('/users?username=an.wijndaele&exact=true');
    const path = `/users/${user?.id}/role-mappings/realm`;
    await there.remove(path, await there.get(path));
    const visitor = await world().visitor();
    await elsewhere(visitor, 'an.wijndaele');
    expect(await arrived(visitor.page)).toMatchObject({ roles: [], university: 'hogent' });
    await visitor.context.close();
  });
}
