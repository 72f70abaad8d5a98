import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { clientOf, deployed } from '@katrol/registry';
import type { Client, Realm, Step } from '../src/document.ts';
import { findingsOf, ruleNames } from '../src/lint.ts';
import { themeDir } from '../src/theme.ts';
import { exampleRealm } from './example.ts';

const client = (realm: Realm, id = 'katrol-gateway'): Client =>
  realm.clients.find(({ clientId }) => clientId === id) as Client;
const attributes = (realm: Realm): Record<string, string> =>
  client(realm).settings['attributes'] as Record<string, string>;
const setting = (name: string, value: boolean | number | string | string[]) => (realm: Realm) =>
  void (realm.settings[name] = value);
const gateway = (name: string, value: boolean | string[]) => (realm: Realm) =>
  void (client(realm).settings[name] = value);
const attribute = (name: string, value: string) => (realm: Realm) =>
  void (attributes(realm)[name] = value);
const profile = (realm: Realm) =>
  realm.profile['attributes'] as unknown as { name: string; permissions: { edit: string[] } }[];
const forms = (realm: Realm): Step[] =>
  ((realm.flows[0]?.steps ?? []).find((step) => 'group' in step) as { steps: Step[] }).steps;
const group = (realm: Realm, role: string): Step[] =>
  (forms(realm).find((step) => 'group' in step && step.group.endsWith(role)) as { steps: Step[] })
    .steps;
const broker = (realm: Realm) => realm.brokers[0] as Realm['brokers'][number];

// rule -> ways to break it, each of which it must find
const planted: Record<string, ((realm: Realm) => void)[]> = {
  'no implicit grant': [gateway('implicitFlowEnabled', true)],
  'no password grant': [
    gateway('directAccessGrantsEnabled', true),
    (realm) =>
      void realm.clients.push({
        ...client(realm, 'service-intake'),
        settings: { directAccessGrantsEnabled: true },
        clientId: 'made-by-hand',
      }),
  ],
  'no device, back-channel sign-in or token exchange': [
    attribute('oauth2.device.authorization.grant.enabled', 'true'),
    attribute('oidc.ciba.grant.enabled', 'true'),
    attribute('standard.token.exchange.enabled', 'true'),
  ],
  'exact redirects': [
    gateway('redirectUris', ['https://portaal.katrol.example/*']),
    gateway('redirectUris', ['http://portaal.katrol.example/auth/callback']),
    gateway('redirectUris', ['*']),
    gateway('redirectUris', []),
    gateway('webOrigins', ['*']),
    attribute('post.logout.redirect.uris', 'https://portaal.katrol.example/##https://*'),
  ],
  'PKCE with S256': [
    attribute('pkce.code.challenge.method', 'plain'),
    attribute('pkce.code.challenge.method', ''),
  ],
  'clients keep a secret': [gateway('publicClient', true)],
  'tokens speak of named roles only': [gateway('fullScopeAllowed', true)],
  'no offline sessions': [
    (realm) => void client(realm).optionalScopes.push('offline_access'),
    (realm) => void client(realm, 'account-console').scopes.push('offline_access'),
  ],
  'services alone are services': [
    (realm) => void client(realm).realmRoles.push('service'),
    (realm) => void client(realm, 'university-hogent').serviceAccount?.realmRoles.push('service'),
  ],
  'clients have no rights of people': [
    (realm) => void client(realm, 'university-hogent').serviceAccount?.realmRoles.push('operator'),
  ],
  'one client manages people, and nothing else': [
    (realm) =>
      void client(realm, 'katrol-directory').serviceAccount?.managementRoles.push('manage-realm'),
    (realm) =>
      void client(realm, 'service-intake').serviceAccount?.managementRoles.push('view-users'),
  ],
  'the end of a session reaches the portal': [
    attribute('backchannel.logout.url', ''),
    attribute('backchannel.logout.session.required', 'false'),
  ],
  'brute force is slowed': [setting('bruteForceProtected', false), setting('failureFactor', 1000)],
  'code within a minute': [setting('accessCodeLifespan', 61), setting('accessCodeLifespan', 0)],
  'access within five minutes': [setting('accessTokenLifespan', 301)],
  'sessions end within a day': [
    setting('ssoSessionMaxLifespan', 2_592_000),
    setting('rememberMe', true),
  ],
  'refresh tokens work once': [
    setting('revokeRefreshToken', false),
    setting('refreshTokenMaxReuse', 1),
  ],
  'nobody registers by themselves': [setting('registrationAllowed', true)],
  'no default users': [setting('users', ['admin'])],
  'passwords are long': [setting('passwordPolicy', 'length(8)'), setting('passwordPolicy', '')],
  'transport is encrypted': [setting('sslRequired', 'none')],
  'events are kept, and end': [
    setting('eventsEnabled', false),
    setting('eventsExpiration', 0),
    setting('adminEventsEnabled', false),
    (realm) => void (realm.settings['attributes'] = {}),
  ],
  'no names in the log': [setting('eventsListeners', ['jboss-logging'])],
  'rights of people are changed by admins alone': [
    (realm) =>
      void profile(realm)
        .find(({ name }) => name === 'branches')
        ?.permissions.edit.push('user'),
    (realm) => void profile(realm).pop(),
    (realm) => void (realm.profile['unmanagedAttributePolicy'] = 'ENABLED'),
  ],
  'nobody gets a role by default': [
    (realm) => void realm.everybody.push('tutor'),
    (realm) => void realm.everybody.push('offline_access'),
  ],
  'a one-time code for who sees families': [
    (realm) => void group(realm, 'operator').pop(),
    (realm) =>
      void Object.assign(group(realm, 'coordinator').at(-1) as Step, {
        requirement: 'ALTERNATIVE',
      }),
    (realm) =>
      void group(realm, 'coordinator').unshift({
        step: 'conditional-user-configured',
        requirement: 'REQUIRED',
      }),
    (realm) => void forms(realm).splice(1, 1),
  ],
  'no account is taken over from elsewhere': [
    (realm) =>
      void realm.flows[1]?.steps.push({ step: 'idp-auto-link', requirement: 'ALTERNATIVE' }),
  ],
  'a university gives its own roles only, each time anew': [
    (realm) =>
      void broker(realm).mappers.push({
        name: 'x',
        kind: 'oidc-role-idp-mapper',
        config: { role: 'operator', syncMode: 'FORCE' },
      }),
    (realm) =>
      void broker(realm).mappers.push({
        name: 'x',
        kind: 'oidc-hardcoded-role-idp-mapper',
        config: { role: 'coordinator', syncMode: 'FORCE' },
      }),
    (realm) =>
      void broker(realm).mappers.push({
        name: 'x',
        kind: 'oidc-user-attribute-idp-mapper',
        config: { claim: 'branches', 'user.attribute': 'branches', syncMode: 'FORCE' },
      }),
    (realm) =>
      void Object.assign(broker(realm).mappers.at(-1) ?? {}, {
        config: { role: 'lecturer-coach', syncMode: 'IMPORT' },
      }),
    (realm) =>
      void (
        broker(realm).mappers.find(({ name }) => name === 'university')?.config &&
        Object.assign(
          broker(realm).mappers.find(({ name }) => name === 'university')?.config ?? {},
          { 'attribute.value': 'vives' },
        )
      ),
  ],
  'what a university says is signed and checked': [
    (realm) => void (broker(realm).config['validateSignature'] = 'false'),
    (realm) => void (broker(realm).config['pkceMethod'] = 'plain'),
    (realm) => void (broker(realm).settings['trustEmail'] = true),
    (realm) => void (broker(realm).settings['storeToken'] = true),
  ],
};

test('S9: nothing in the realm is against the rules', () => {
  expect(findingsOf(exampleRealm())).toEqual([]);
});

test('S9: every rule finds what is planted against it', () => {
  expect(Object.keys(planted).sort()).toEqual([...ruleNames].sort());
  for (const [rule, ways] of Object.entries(planted)) {
    for (const plant of ways) {
      const realm = exampleRealm();
      plant(realm);
      expect([
        rule,
        plant.toString(),
        findingsOf(realm).some((finding) => finding.startsWith(`${rule}: `)),
      ]).toEqual([rule, plant.toString(), true]);
    }
  }
});

test('the sign-in page shows the portal’s own sign', () => {
  const sign = (path: string) => readFileSync(`${themeDir}/${path}`, 'utf8');
  expect(sign('katrol/login/resources/img/katrol.svg')).toBe(
    sign('../../../services/portal/public/katrol.svg'),
  );
});

test('every service of the registry has its client', () => {
  const ids = exampleRealm().clients.map(({ clientId }) => clientId);
  expect(ids).toEqual(expect.arrayContaining(deployed.map(clientOf)));
});
