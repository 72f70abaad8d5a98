import type { IdentityBroker } from './document.ts';
import type { BrokerParameters } from './parameters.ts';

/**
 * A university's provider: its staff sign in there, and arrive with its code and the roles that the
 * data name.
 */
export const brokerOf = (broker: BrokerParameters): IdentityBroker => ({
  alias: broker.university,
  settings: {
    providerId: 'oidc',
    displayName: broker.name,
    enabled: true,
    // its word counts for its own people, and for nobody's mail address
    trustEmail: false,
    storeToken: false,
    linkOnly: false,
  },
  config: {
    issuer: broker.issuer,
    authorizationUrl: broker.authorizationUrl,
    tokenUrl: broker.tokenUrl,
    jwksUrl: broker.keysUrl,
    useJwksUrl: 'true',
    validateSignature: 'true',
    ...(broker.logoutUrl === undefined
      ? {}
      : { logoutUrl: broker.logoutUrl, backchannelSupported: 'true' }),
    clientId: broker.clientId,
    clientSecret: broker.clientSecret,
    clientAuthMethod: 'client_secret_basic',
    defaultScope: 'openid profile',
    pkceEnabled: 'true',
    pkceMethod: 'S256',
    disableUserInfo: 'true',
    // a role taken away there is gone here at the next sign-in
    syncMode: 'FORCE',
  },
  mappers: [
    {
      name: 'username',
      kind: 'oidc-username-idp-mapper',
      config: {
        template: `${broker.university}.\${CLAIM.preferred_username}`,
        target: 'LOCAL',
        syncMode: 'IMPORT',
      },
    },
    {
      name: 'university',
      kind: 'hardcoded-attribute-idp-mapper',
      config: { attribute: 'university', 'attribute.value': broker.university, syncMode: 'FORCE' },
    },
    ...broker.roles.map(({ claim, value, role }) => ({
      name: `${claim} ${value} is ${role}`,
      kind: 'oidc-role-idp-mapper',
      config: { claim, 'claim.value': value, role, syncMode: 'FORCE' },
    })),
  ],
});
