import { madeHere } from './document.ts';
import type { Client, Json } from './document.ts';
import type { RealmParameters, Secret } from './parameters.ts';

// what is not said stays off
const nothing: Record<string, Json> = {
  protocol: 'openid-connect',
  enabled: true,
  consentRequired: false,
  standardFlowEnabled: false,
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  serviceAccountsEnabled: false,
  fullScopeAllowed: false,
  frontchannelLogout: false,
  redirectUris: [],
  webOrigins: [],
};
const off = {
  'oauth2.device.authorization.grant.enabled': 'false',
  'oidc.ciba.grant.enabled': 'false',
  'standard.token.exchange.enabled': 'false',
};
const confidential = (secret: string): Record<string, Json> => ({
  ...nothing,
  publicClient: false,
  clientAuthenticatorType: 'client-secret',
  secret,
});

const people = [
  'coordinator',
  'tutor',
  'lecturer-coach',
  'placement-officer',
  'operator',
  'policy-reader',
];

/** The portal's door: people sign in through it, and its server alone holds their tokens. */
export const gatewayClient = ({
  portalUrl,
  backChannelUrl = portalUrl,
  gatewaySecret,
}: RealmParameters): Client => ({
  clientId: 'katrol-gateway',
  settings: {
    ...confidential(gatewaySecret),
    name: 'Katrol',
    baseUrl: `${portalUrl}/`,
    standardFlowEnabled: true,
    redirectUris: [`${portalUrl}/auth/callback`],
    attributes: {
      ...off,
      [madeHere]: 'true',
      'pkce.code.challenge.method': 'S256',
      'post.logout.redirect.uris': `${portalUrl}/`,
      'backchannel.logout.url': `${backChannelUrl}/auth/backchannel-logout`,
      'backchannel.logout.session.required': 'true',
      'backchannel.logout.revoke.offline.tokens': 'true',
    },
  },
  scopes: ['katrol', 'profile'],
  optionalScopes: [],
  realmRoles: people,
  mappers: [],
  serviceAccount: undefined,
});

/** A service of the platform, which calls others in its own name. */
export const serviceClient = ({ clientId, secret }: Secret): Client => ({
  clientId,
  settings: {
    ...confidential(secret),
    serviceAccountsEnabled: true,
    attributes: { ...off, [madeHere]: 'true' },
  },
  scopes: ['katrol', 'profile'],
  optionalScopes: [],
  realmRoles: ['service'],
  mappers: [],
  serviceAccount: { realmRoles: ['service'], managementRoles: [] },
});

/** A university that calls the portal's API: its token names the university and no role. */
export const universityClient = ({ code, secret }: { code: string; secret: string }): Client => ({
  clientId: `university-${code}`,
  settings: {
    ...confidential(secret),
    serviceAccountsEnabled: true,
    attributes: { ...off, [madeHere]: 'true' },
  },
  scopes: ['katrol', 'profile'],
  optionalScopes: [],
  realmRoles: [],
  mappers: [
    {
      name: 'university of the client',
      kind: 'oidc-hardcoded-claim-mapper',
      config: {
        'claim.name': 'university',
        'claim.value': code,
        'jsonType.label': 'String',
        'access.token.claim': 'true',
        'id.token.claim': 'false',
        'userinfo.token.claim': 'false',
      },
    },
  ],
  serviceAccount: { realmRoles: [], managementRoles: [] },
});

/**
 * What managing people in the portal needs of the admin API, and nothing of the platform itself.
 */
export const directoryClient = (secret: string): Client => ({
  clientId: 'katrol-directory',
  settings: {
    ...confidential(secret),
    serviceAccountsEnabled: true,
    attributes: { ...off, [madeHere]: 'true' },
  },
  scopes: ['basic'],
  optionalScopes: [],
  realmRoles: [],
  mappers: [],
  serviceAccount: {
    realmRoles: [],
    managementRoles: ['manage-users', 'view-users', 'query-users'],
  },
});

const builtIn = (clientId: string, settings: Record<string, Json>, scopes: string[]): Client => ({
  clientId,
  settings,
  scopes,
  optionalScopes: [],
  realmRoles: [],
  mappers: [],
  serviceAccount: undefined,
});

const account = '/realms/katrol/account/';

/**
 * Keycloak's own clients, as far as this realm lets them: the pages for one's own account, and no
 * more.
 */
export const builtInClients: Client[] = [
  builtIn(
    'account',
    {
      standardFlowEnabled: false,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      fullScopeAllowed: false,
      redirectUris: [],
      webOrigins: [],
    },
    ['basic'],
  ),
  builtIn(
    'account-console',
    {
      enabled: true,
      standardFlowEnabled: true,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      fullScopeAllowed: false,
      webOrigins: [],
      redirectUris: [
        account,
        `${account}account-security/signing-in`,
        `${account}account-security/device-activity`,
        `${account}applications`,
      ],
      attributes: { 'pkce.code.challenge.method': 'S256', 'post.logout.redirect.uris': '+' },
    },
    ['basic', 'acr', 'roles', 'web-origins', 'profile'],
  ),
  // the realm is kept by this document and the directory, not by hand
  builtIn(
    'admin-cli',
    {
      enabled: false,
      standardFlowEnabled: false,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      fullScopeAllowed: false,
      redirectUris: [],
      webOrigins: [],
    },
    ['basic'],
  ),
  builtIn(
    'security-admin-console',
    {
      enabled: false,
      standardFlowEnabled: false,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      fullScopeAllowed: false,
      redirectUris: [],
      webOrigins: [],
    },
    ['basic'],
  ),
];
