export type { Role } from '@katrol/proto/katrol/common/v1/codes';
export type { LinkPrincipal, PersonPrincipal, Principal } from './principal.ts';
export { linkKeyOf } from './link-keys.ts';
export { linkSigner, saysLink } from './link-token.ts';
export type { LinkSigner } from './link-token.ts';
export { createVerifier } from './verifier.ts';
export type { Verifier } from './verifier.ts';
export { serviceCredentials } from './service-credentials.ts';
export type { ServiceCredentials } from './service-credentials.ts';
