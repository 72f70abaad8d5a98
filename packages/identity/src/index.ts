export type { PersonPrincipal, Principal, Role, SystemPrincipal } from './principal.ts';
export { roles } from './principal.ts';
export { createVerifier } from './verifier.ts';
export type { Verifier, VerifierOptions } from './verifier.ts';
export { serviceCredentials } from './service-credentials.ts';
export type { ServiceCredentials, ServiceCredentialsOptions } from './service-credentials.ts';
