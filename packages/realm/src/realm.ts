import { brokerOf } from './brokers.ts';
import {
  builtInClients,
  directoryClient,
  gatewayClient,
  serviceClient,
  universityClient,
} from './clients.ts';
import type { ClientScope, Json, Mapper, Realm } from './document.ts';
import { flows } from './flows.ts';
import type { RealmParameters } from './parameters.ts';

const minute = 60;
const day = 24 * 60 * minute;
const halfDay = day / 2;

/** How long what was signed in, given and taken stays in Keycloak's own books. */
const keptDays = 90;

const settings: Record<string, Json> = {
  enabled: true,
  displayName: 'Katrol',
  displayNameHtml: '<span>Katrol</span>',
  sslRequired: 'external',
  // accounts are given by the consortium, in the portal
  registrationAllowed: false,
  resetPasswordAllowed: false,
  editUsernameAllowed: false,
  rememberMe: false,
  verifyEmail: false,
  loginWithEmailAllowed: true,
  duplicateEmailsAllowed: false,
  userManagedAccessAllowed: false,

  defaultSignatureAlgorithm: 'RS256',
  accessTokenLifespan: minute,
  accessCodeLifespan: minute,
  accessCodeLifespanUserAction: 15 * minute,
  accessCodeLifespanLogin: 30 * minute,
  ssoSessionIdleTimeout: halfDay,
  ssoSessionMaxLifespan: halfDay,
  revokeRefreshToken: true,
  refreshTokenMaxReuse: 0,
  // nobody gets one; if somebody did, it would end too
  offlineSessionMaxLifespanEnabled: true,
  offlineSessionIdleTimeout: halfDay,
  offlineSessionMaxLifespan: halfDay,

  bruteForceProtected: true,
  permanentLockout: false,
  failureFactor: 8,
  waitIncrementSeconds: minute,
  maxFailureWaitSeconds: 15 * minute,
  maxDeltaTimeSeconds: halfDay,
  quickLoginCheckMilliSeconds: 1000,
  minimumQuickLoginWaitSeconds: minute,

  // long rather than odd: no rules about kinds of signs
  passwordPolicy:
    'length(12) and maxLength(128) and notUsername(undefined) and notEmail(undefined)',
  otpPolicyType: 'totp',
  otpPolicyAlgorithm: 'HmacSHA1',
  otpPolicyDigits: 6,
  otpPolicyPeriod: 30,
  otpPolicyLookAheadWindow: 1,
  otpPolicyCodeReusable: false,
  webAuthnPolicyPasswordlessRpEntityName: 'Katrol',
  webAuthnPolicyPasswordlessUserVerificationRequirement: 'required',
  webAuthnPolicyPasswordlessResidentKey: 'required',
  webAuthnPolicyPasswordlessPasskeysEnabled: true,

  eventsEnabled: true,
  eventsExpiration: keptDays * day,
  adminEventsEnabled: true,
  // what was changed would hold names and addresses
  adminEventsDetailsEnabled: false,
  // not to the log: it would write usernames
  eventsListeners: [],

  internationalizationEnabled: true,
  supportedLocales: ['nl', 'fr', 'en'],
  defaultLocale: 'nl',
  loginTheme: 'katrol',

  attributes: { adminEventsExpiration: String(keptDays * day) },
};

const byAdmins = { view: ['admin', 'user'], edit: ['admin'] };
const code = { pattern: { pattern: '^[a-z][a-z0-9-]{0,59}$', 'error-message': 'code' } };

const profile: Record<string, Json> = {
  attributes: [
    {
      name: 'username',
      displayName: '${username}',
      permissions: byAdmins,
      multivalued: false,
      validations: {
        length: { min: 3, max: 100 },
        'username-prohibited-characters': {},
        'up-username-not-idn-homograph': {},
      },
    },
    {
      name: 'email',
      displayName: '${email}',
      permissions: byAdmins,
      multivalued: false,
      validations: { email: {}, length: { max: 200 } },
    },
    {
      name: 'firstName',
      displayName: '${firstName}',
      permissions: byAdmins,
      multivalued: false,
      validations: { length: { max: 100 }, 'person-name-prohibited-characters': {} },
    },
    {
      name: 'lastName',
      displayName: '${lastName}',
      permissions: byAdmins,
      multivalued: false,
      validations: { length: { max: 100 }, 'person-name-prohibited-characters': {} },
    },
    // what a person may see hangs on these two
    {
      name: 'branches',
      displayName: 'Werkingen',
      permissions: byAdmins,
      multivalued: true,
      validations: code,
    },
    {
      name: 'university',
      displayName: 'Hogeschool',
      permissions: byAdmins,
      multivalued: false,
      validations: code,
    },
  ],
  groups: [],
};

const roles = [
  { name: 'coordinator', description: 'coördinator van een werking' },
  { name: 'tutor', description: 'begeleider, student of vrijwilliger' },
  { name: 'lecturer-coach', description: 'lector-coach van een hogeschool' },
  { name: 'placement-officer', description: 'stagecoördinator van een hogeschool' },
  { name: 'operator', description: 'beheerder van het consortium' },
  { name: 'policy-reader', description: 'beleid of onderzoek: vrijgegeven cijfers' },
  { name: 'service', description: 'een dienst van het platform zelf, nooit een mens' },
];

const claim = (
  name: string,
  type: string,
  more: Record<string, string> = {},
): Record<string, string> => ({
  'claim.name': name,
  'jsonType.label': type,
  'access.token.claim': 'true',
  'id.token.claim': 'false',
  'userinfo.token.claim': 'false',
  ...more,
});
const attribute = (name: string, multivalued: boolean): Mapper => ({
  name,
  kind: 'oidc-usermodel-attribute-mapper',
  config: claim(name, 'String', { 'user.attribute': name, multivalued: String(multivalued) }),
});

const clientScopes: ClientScope[] = [
  {
    name: 'katrol',
    description: 'Wie het is en wat hij of zij mag, voor de diensten van Katrol',
    mappers: [
      { name: 'sub', kind: 'oidc-sub-mapper', config: { 'access.token.claim': 'true' } },
      {
        name: 'roles',
        kind: 'oidc-usermodel-realm-role-mapper',
        config: claim('realm_access.roles', 'String', { multivalued: 'true' }),
      },
      attribute('branches', true),
      attribute('university', false),
      {
        name: 'audience',
        kind: 'oidc-audience-mapper',
        config: {
          'included.custom.audience': 'katrol-services',
          'access.token.claim': 'true',
          'id.token.claim': 'false',
        },
      },
    ],
  },
  {
    // asked for by name in the standard; here it holds what the portal shows and no more
    name: 'profile',
    description: 'Naam en gebruikersnaam',
    mappers: [
      {
        name: 'name',
        kind: 'oidc-full-name-mapper',
        config: {
          'access.token.claim': 'true',
          'id.token.claim': 'true',
          'userinfo.token.claim': 'true',
        },
      },
      {
        name: 'preferred_username',
        kind: 'oidc-usermodel-attribute-mapper',
        config: claim('preferred_username', 'String', {
          'user.attribute': 'username',
          'id.token.claim': 'true',
          'userinfo.token.claim': 'true',
        }),
      },
    ],
  },
];

/** The realm of an installation: everything that it must be, users aside. */
export const realmOf = (parameters: RealmParameters): Realm => ({
  name: 'katrol',
  settings,
  profile,
  roles,
  // to choose a password, a one-time code or a passkey of one's own
  everybody: ['account.manage-account', 'account.view-profile'],
  clientScopes,
  clients: [
    gatewayClient(parameters),
    ...parameters.services.map(serviceClient),
    directoryClient(parameters.directorySecret),
    ...parameters.universities.map(universityClient),
    ...builtInClients,
  ],
  requiredActions: [
    { alias: 'UPDATE_PASSWORD', enabled: true },
    { alias: 'CONFIGURE_TOTP', enabled: true },
    { alias: 'webauthn-register-passwordless', enabled: true },
    { alias: 'delete_credential', enabled: true },
    // names and addresses are kept by the consortium, mail is not sent from here
    { alias: 'UPDATE_PROFILE', enabled: false },
    { alias: 'VERIFY_PROFILE', enabled: false },
    { alias: 'VERIFY_EMAIL', enabled: false },
    { alias: 'TERMS_AND_CONDITIONS', enabled: false },
    { alias: 'delete_account', enabled: false },
    { alias: 'idp_link', enabled: false },
    { alias: 'webauthn-register', enabled: false },
  ],
  flows,
  brokers: parameters.brokers.map(brokerOf),
});
