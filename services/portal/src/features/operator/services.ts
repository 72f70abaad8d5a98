import { services } from '@katrol/registry';

/** The services that an operator looks into, each for itself. */
export const SERVICES = services.map(({ folder }) => folder);
export type Service = (typeof SERVICES)[number];
