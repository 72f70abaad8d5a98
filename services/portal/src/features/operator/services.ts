/** The services that an operator looks into, each for itself. */
export const SERVICES = ['intake', 'matching', 'volunteer-training'] as const;
