import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import type {
  AccessToken,
  AdapterConstructor,
  ClientCredentials,
  ClientMetadata,
  Configuration,
  JWK,
  KoaContextWithOIDC,
} from 'oidc-provider';
import { errorPage, logoutPage, signedOutPage } from './pages.ts';
import type { People, Person } from './people.ts';

const halfDay = 12 * 3_600;
const audience = 'katrol-services';
const resource = 'urn:katrol:services';

/** The browser's client (the gateway) and one client for each service. */
export interface Clients {
  gateway: {
    clientId: string;
    clientSecret: string;
    redirectUris: string[];
    postLogoutRedirectUris: string[];
    backChannelLogoutUri: string;
  };
  services: { clientId: string; clientSecret: string }[];
  /** may manage people through the admin API, and nothing else */
  directory: { clientId: string; clientSecret: string };
}

/** A signing key made once; its id is its own thumbprint. */
export const newSigningKey = (): JWK => {
  const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    format: 'jwk',
  });
  const kid = createHash('sha256').update(String(jwk.n)).digest('base64url').slice(0, 27);
  return { ...jwk, kid, use: 'sig', alg: 'RS256' } as JWK;
};

/** A secret that signs cookies. */
export const newCookieKey = (): string => randomBytes(32).toString('base64url');

const clientsOf = ({ gateway, services, directory }: Clients): ClientMetadata[] => [
  {
    client_id: gateway.clientId,
    client_secret: gateway.clientSecret,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: gateway.redirectUris,
    post_logout_redirect_uris: gateway.postLogoutRedirectUris,
    backchannel_logout_uri: gateway.backChannelLogoutUri,
    backchannel_logout_session_required: true,
  },
  ...[...services, directory].map(({ clientId, clientSecret }) => ({
    client_id: clientId,
    client_secret: clientSecret,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  })),
];

const claimsOf = (person: Person) => ({
  name: person.name,
  preferred_username: person.username,
  realm_access: { roles: person.roles },
  // Keycloak leaves out what is empty
  ...(person.branches.length > 0 ? { branches: person.branches } : {}),
  ...(person.university === null ? {} : { university: person.university }),
});

// Read at every renewal, from the database: a role taken away is gone within the life of an access
// token.
const tokenClaims =
  (people: People) => async (_: KoaContextWithOIDC, token: AccessToken | ClientCredentials) => {
    const always = { typ: 'Bearer', azp: token.clientId };
    if (token.kind === 'ClientCredentials') {
      const roles = token.clientId?.startsWith('service-') ? ['service'] : [];
      return {
        ...always,
        preferred_username: `service-account-${token.clientId}`,
        realm_access: { roles },
      };
    }
    const person = await people.find((token as AccessToken).accountId);
    return person ? { ...always, ...claimsOf(person) } : always;
  };

const account =
  (people: People): Configuration['findAccount'] =>
  async (_, subject) => {
    const person = await people.find(subject);
    // whose account has ended: neither a sign-in nor a renewal
    if (person?.enabled === false) return undefined;
    return person && { accountId: subject, claims: () => ({ sub: subject, ...claimsOf(person) }) };
  };

// The consortium's own portal: nobody is asked to allow it what it is made for.
const grantWithoutAsking: Configuration['loadExistingGrant'] = async (context) => {
  const { provider, session, client } = context.oidc;
  if (!client || !session?.accountId) return undefined;
  const known = session.grantIdFor(client.clientId);
  const grant = known === undefined ? undefined : await provider.Grant.find(known);
  if (grant) return grant;
  const fresh = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  fresh.addOIDCScope('openid profile');
  fresh.addResourceScope(resource, '');
  await fresh.save();
  return fresh;
};

const features: Configuration['features'] = {
  devInteractions: { enabled: false },
  clientCredentials: { enabled: true },
  revocation: { enabled: true },
  backchannelLogout: { enabled: true },
  rpInitiatedLogout: {
    enabled: true,
    logoutSource: logoutPage,
    postLogoutSuccessSource: signedOutPage,
  },
  resourceIndicators: {
    enabled: true,
    defaultResource: () => resource,
    useGrantedResource: () => true,
    getResourceServerInfo: () => ({
      scope: '',
      audience,
      accessTokenTTL: 60,
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: 'RS256' } },
    }),
  },
};

/** What the configuration is made of. */
export interface ConfigurationInput {
  clients: Clients;
  people: People;
  adapter: AdapterConstructor;
  keys: JWK[];
  cookieKeys: string[];
}

/** Makes oidc-provider speak Keycloak's paths and claims. */
export const configurationOf = ({
  clients,
  people,
  adapter,
  keys,
  cookieKeys,
}: ConfigurationInput): Configuration => ({
  adapter,
  clients: clientsOf(clients),
  jwks: { keys },
  findAccount: account(people),
  loadExistingGrant: grantWithoutAsking,
  extraTokenClaims: tokenClaims(people),
  features,
  renderError: (context, { error }) => errorPage(context as KoaContextWithOIDC, error),
  scopes: ['openid', 'profile'],
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username', 'realm_access', 'branches', 'university'],
  },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  // the only client that is told something is the portal, on this machine: its guard against
  // loopback addresses stays out
  fetch: (url, asked) => fetch(url, { ...asked, dispatcher: undefined } as RequestInit),
  issueRefreshToken: (_, client) => Promise.resolve(client.grantTypeAllowed('refresh_token')),
  rotateRefreshToken: () => true,
  ttl: {
    AccessToken: 60,
    ClientCredentials: 60,
    AuthorizationCode: 60,
    IdToken: 300,
    Interaction: 3_600,
    Session: halfDay,
    Grant: halfDay,
    RefreshToken: halfDay,
  },
  cookies: {
    keys: cookieKeys,
    names: { session: 'idp_session', interaction: 'idp_interaction', resume: 'idp_resume' },
  },
  interactions: {
    url: (_, interaction) => Promise.resolve(`/realms/katrol/sign-in/${interaction.uid}`),
  },
  routes: {
    authorization: '/protocol/openid-connect/auth',
    token: '/protocol/openid-connect/token',
    jwks: '/protocol/openid-connect/certs',
    userinfo: '/protocol/openid-connect/userinfo',
    end_session: '/protocol/openid-connect/logout',
    introspection: '/protocol/openid-connect/token/introspect',
    revocation: '/protocol/openid-connect/revoke',
  },
});
