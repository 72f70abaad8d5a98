import type { Client, Realm } from './document.ts';
import { secondProofRoles } from './flows.ts';
import {
  asksForOneTimeCode,
  attributesOf,
  hasBroadRedirect,
  isEnabled,
  isOn,
  mayManage,
  profileAttribute,
} from './lint-questions.ts';

/** A rule: what it is called, and what of a realm is against it. */
type Rule = [name: string, against: (realm: Realm) => string[]];

const when = (wrong: boolean, what: string): string[] => (wrong ? [what] : []);
const between = (value: unknown, most: number): boolean =>
  typeof value === 'number' && value > 0 && value <= most;
const clientsThat = (realm: Realm, wrong: (client: Client) => boolean): string[] =>
  realm.clients
    .filter((client) => isEnabled(client) && wrong(client))
    .map(({ clientId }) => clientId);
const day = 86_400;
const peopleRoles = [
  'coordinator',
  'tutor',
  'lecturer-coach',
  'placement-officer',
  'operator',
  'policy-reader',
];
const universityRoles = ['lecturer-coach', 'placement-officer'];
// Keycloak's own page for one's account runs in the browser and can keep no secret
const mayBePublic = ['account-console', 'account'];

const clientRules: Rule[] = [
  [
    'no implicit grant',
    (realm) => clientsThat(realm, (client) => isOn(client, 'implicitFlowEnabled')),
  ],
  [
    'no password grant',
    (realm) => clientsThat(realm, (client) => isOn(client, 'directAccessGrantsEnabled')),
  ],
  [
    'no device, back-channel sign-in or token exchange',
    (realm) =>
      clientsThat(realm, (client) =>
        [
          'oauth2.device.authorization.grant.enabled',
          'oidc.ciba.grant.enabled',
          'standard.token.exchange.enabled',
        ].some((name) => attributesOf(client)[name] === 'true'),
      ),
  ],
  ['exact redirects', (realm) => clientsThat(realm, hasBroadRedirect)],
  [
    'PKCE with S256',
    (realm) =>
      clientsThat(
        realm,
        (client) =>
          isOn(client, 'standardFlowEnabled') &&
          attributesOf(client)['pkce.code.challenge.method'] !== 'S256',
      ),
  ],
  [
    'clients keep a secret',
    (realm) =>
      clientsThat(
        realm,
        (client) => isOn(client, 'publicClient') && !mayBePublic.includes(client.clientId),
      ),
  ],
  [
    'tokens speak of named roles only',
    (realm) => clientsThat(realm, (client) => isOn(client, 'fullScopeAllowed')),
  ],
  [
    'no offline sessions',
    (realm) =>
      clientsThat(
        realm,
        (client) =>
          client.scopes.includes('offline_access') ||
          (client.optionalScopes.includes('offline_access') &&
            client.clientId.startsWith('katrol-')),
      ),
  ],
  [
    'services alone are services',
    (realm) =>
      clientsThat(
        realm,
        (client) =>
          !client.clientId.startsWith('service-') &&
          (client.realmRoles.includes('service') ||
            (client.serviceAccount?.realmRoles.includes('service') ?? false)),
      ),
  ],
  [
    'clients have no rights of people',
    (realm) =>
      clientsThat(
        realm,
        (client) =>
          client.serviceAccount?.realmRoles.some((role) => peopleRoles.includes(role)) ?? false,
      ),
  ],
  ['one client manages people, and nothing else', (realm) => clientsThat(realm, mayManage)],
  [
    'the end of a session reaches the portal',
    (realm) =>
      realm.clients
        .filter(
          (client) =>
            client.clientId === 'katrol-gateway' &&
            !(
              attributesOf(client)['backchannel.logout.url'] &&
              attributesOf(client)['backchannel.logout.session.required'] === 'true'
            ),
        )
        .map(({ clientId }) => clientId),
  ],
];

const realmRules: Rule[] = [
  [
    'brute force is slowed',
    ({ settings }) =>
      when(
        settings['bruteForceProtected'] !== true || !between(settings['failureFactor'], 10),
        `${settings['failureFactor']} tries`,
      ),
  ],
  [
    'code within a minute',
    ({ settings }) =>
      when(!between(settings['accessCodeLifespan'], 60), `${settings['accessCodeLifespan']} s`),
  ],
  [
    'access within five minutes',
    ({ settings }) =>
      when(!between(settings['accessTokenLifespan'], 300), `${settings['accessTokenLifespan']} s`),
  ],
  [
    'sessions end within a day',
    ({ settings }) =>
      when(
        !between(settings['ssoSessionMaxLifespan'], day) || settings['rememberMe'] === true,
        `${settings['ssoSessionMaxLifespan']} s`,
      ),
  ],
  [
    'refresh tokens work once',
    ({ settings }) =>
      when(
        settings['revokeRefreshToken'] !== true || settings['refreshTokenMaxReuse'] !== 0,
        `${settings['refreshTokenMaxReuse']} times again`,
      ),
  ],
  [
    'nobody registers by themselves',
    ({ settings }) => when(settings['registrationAllowed'] === true, 'registrationAllowed'),
  ],
  [
    'no default users',
    ({ settings }) =>
      when(Array.isArray(settings['users']) && settings['users'].length > 0, 'users'),
  ],
  [
    'passwords are long',
    ({ settings }) =>
      when(
        Number(/length\((\d+)\)/.exec(String(settings['passwordPolicy']))?.[1] ?? 0) < 12,
        String(settings['passwordPolicy']),
      ),
  ],
  [
    'transport is encrypted',
    ({ settings }) =>
      when(
        !['external', 'all'].includes(String(settings['sslRequired'])),
        String(settings['sslRequired']),
      ),
  ],
  [
    'events are kept, and end',
    ({ settings }) => [
      ...when(
        settings['eventsEnabled'] !== true || !between(settings['eventsExpiration'], 400 * day),
        'events',
      ),
      ...when(
        settings['adminEventsEnabled'] !== true ||
          !between(
            Number(
              (settings['attributes'] as Record<string, string> | undefined)?.[
                'adminEventsExpiration'
              ],
            ),
            400 * day,
          ),
        'admin events',
      ),
    ],
  ],
  [
    'no names in the log',
    ({ settings }) =>
      when(
        (settings['eventsListeners'] as string[] | undefined)?.includes('jboss-logging') ?? true,
        'jboss-logging',
      ),
  ],
  [
    'rights of people are changed by admins alone',
    ({ profile }) => [
      ...['branches', 'university'].filter(
        (name) => profileAttribute(profile, name)?.permissions.edit.join() !== 'admin',
      ),
      ...when(
        profile['unmanagedAttributePolicy'] !== undefined &&
          profile['unmanagedAttributePolicy'] !== null,
        `unmanaged: ${profile['unmanagedAttributePolicy']}`,
      ),
    ],
  ],
  [
    'nobody gets a role by default',
    ({ everybody }) => everybody.filter((role) => !role.startsWith('account.')),
  ],
  [
    'a one-time code for who sees families',
    ({ flows }) =>
      secondProofRoles.filter(
        (role) =>
          !asksForOneTimeCode(
            flows.find(({ binding }) => binding === 'browserFlow')?.steps ?? [],
            role,
          ),
      ),
  ],
  [
    'no account is taken over from elsewhere',
    ({ flows }) =>
      JSON.stringify(flows.find(({ binding }) => binding === 'firstBrokerLoginFlow') ?? '').match(
        /idp-auto-link|idp-confirm-link|idp-email-verification/g,
      ) ?? [],
  ],
  [
    'a university gives its own roles only, each time anew',
    ({ brokers }) =>
      brokers.flatMap(({ alias, mappers }) =>
        mappers
          .filter(
            ({ kind, config }) =>
              (kind.includes('role') && !universityRoles.includes(config['role'] ?? '')) ||
              (!kind.includes('username') && config['syncMode'] !== 'FORCE') ||
              (config['attribute'] === 'university' && config['attribute.value'] !== alias) ||
              config['attribute'] === 'branches' ||
              config['user.attribute'] !== undefined,
          )
          .map(({ name }) => `${alias}: ${name}`),
      ),
  ],
  [
    'what a university says is signed and checked',
    ({ brokers }) =>
      brokers
        .filter(
          ({ settings, config }) =>
            config['validateSignature'] !== 'true' ||
            config['pkceMethod'] !== 'S256' ||
            config['syncMode'] !== 'FORCE' ||
            settings['trustEmail'] === true ||
            settings['storeToken'] === true,
        )
        .map(({ alias }) => alias),
  ],
];

/** The rules by name. */
export const ruleNames = [...clientRules, ...realmRules].map(([name]) => name);

/** What is against the rules, in a document or in a running realm as it was read: `rule: where`. */
export const findingsOf = (realm: Realm): string[] =>
  [...clientRules, ...realmRules].flatMap(([name, against]) =>
    against(realm).map((where) => `${name}: ${where}`),
  );
