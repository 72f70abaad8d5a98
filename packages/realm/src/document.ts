/** What Keycloak's admin API takes and gives. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** A piece of a token, or of what is taken over from another provider. */
export type Mapper = { name: string; kind: string; config: Record<string, string> };

/** A set of claims that clients share. */
export type ClientScope = { name: string; description: string; mappers: Mapper[] };

/**
 * A client of the realm. Of `realmRoles` its tokens may speak; `serviceAccount` is what it may do
 * in its own name.
 */
export type Client = {
  clientId: string;
  settings: Record<string, Json>;
  scopes: string[];
  optionalScopes: string[];
  realmRoles: string[];
  mappers: Mapper[];
  serviceAccount: { realmRoles: string[]; managementRoles: string[] } | undefined;
};

type Requirement = 'REQUIRED' | 'ALTERNATIVE' | 'CONDITIONAL' | 'DISABLED';

/** A step of signing in: one of Keycloak's own, or a group of steps. */
export type Step =
  | { step: string; requirement: Requirement; config?: Record<string, string> }
  | { group: string; requirement: Requirement; steps: Step[] };

/** A way to sign in; `binding` is the realm's own name for where it is used. */
export type Flow = {
  name: string;
  binding: 'browserFlow' | 'firstBrokerLoginFlow';
  description: string;
  steps: Step[];
};

/** A provider whose people sign in there. */
export type IdentityBroker = {
  alias: string;
  settings: Record<string, Json>;
  config: Record<string, string>;
  mappers: Mapper[];
};

/** A realm as a document: what it must be, and what a running one is, in the same words. */
export type Realm = {
  name: string;
  settings: Record<string, Json>;
  profile: Record<string, Json>;
  roles: { name: string; description: string }[];
  /** what everybody gets: realm roles by name, roles of the client `account` after a dot */
  everybody: string[];
  clientScopes: ClientScope[];
  clients: Client[];
  requiredActions: { alias: string; enabled: boolean }[];
  flows: Flow[];
  brokers: IdentityBroker[];
};

/**
 * The mark on clients that this document made, so that one which left it is taken away, and nothing
 * else.
 */
export const madeHere = 'katrol.realm';
