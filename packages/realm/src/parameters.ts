/** A client that signs in with its own secret. */
export type Secret = { clientId: string; secret: string };

/** A university's own provider (OIDC). `roles`: which value of which claim is which role here. */
export type BrokerParameters = {
  /** its name in addresses, and the code of the university */
  university: string;
  name: string;
  issuer: string;
  authorizationUrl: string;
  tokenUrl: string;
  keysUrl: string;
  logoutUrl?: string;
  clientId: string;
  clientSecret: string;
  roles: { claim: string; value: string; role: 'lecturer-coach' | 'placement-officer' }[];
};

/** What differs between installations. */
export type RealmParameters = {
  /** without a slash at the end, as people see it */
  portalUrl: string;
  /** where Keycloak itself reaches the portal, when that is another address */
  backChannelUrl?: string;
  gatewaySecret: string;
  directorySecret: string;
  services: Secret[];
  /** universities that call the portal's API by themselves */
  universities: { code: string; secret: string }[];
  brokers: BrokerParameters[];
};
