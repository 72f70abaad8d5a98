import type { Client, Json, Step } from './document.ts';

export const attributesOf = ({ settings }: Client): Record<string, string> =>
  (settings['attributes'] ?? {}) as Record<string, string>;
/** Whether anybody can come in through this client: one that only checks tokens signs nobody in. */
export const isEnabled = ({ settings }: Client): boolean =>
  settings['enabled'] !== false && settings['bearerOnly'] !== true;
export const isOn = ({ settings }: Client, name: string): boolean => settings[name] === true;

const listOf = ({ settings }: Client, name: string): string[] => (settings[name] ?? []) as string[];
const isExact = (address: string): boolean =>
  !address.includes('*') &&
  (address.startsWith('/realms/katrol/account/') ||
    /^https:\/\/[^/]+\//.test(address) ||
    /^http:\/\/localhost(:\d+)?\//.test(address));

/**
 * Whether somebody could be sent elsewhere than to one of a few full addresses, when signing in or
 * out.
 */
export const hasBroadRedirect = (client: Client): boolean => {
  const after = (attributesOf(client)['post.logout.redirect.uris'] ?? '')
    .split('##')
    .filter((address) => address !== '' && address !== '+');
  const redirects = [...listOf(client, 'redirectUris'), ...after];
  const needed = isOn(client, 'standardFlowEnabled') && listOf(client, 'redirectUris').length === 0;
  return (
    needed ||
    redirects.some((address) => !isExact(address)) ||
    listOf(client, 'webOrigins').length > 0
  );
};

/** Whether a client may do more at Keycloak than it should. */
export const mayManage = ({ clientId, serviceAccount }: Client): boolean => {
  const allowed =
    clientId === 'katrol-directory' ? ['manage-users', 'view-users', 'query-users'] : [];
  return (serviceAccount?.managementRoles ?? []).some((role) => !allowed.includes(role));
};

export const profileAttribute = (
  profile: Record<string, Json>,
  name: string,
): { permissions: { edit: string[] } } | undefined =>
  (
    (profile['attributes'] ?? []) as unknown as { name: string; permissions: { edit: string[] } }[]
  ).find((attribute) => attribute.name === name);

const mayBypass = new Set(['conditional-credential', 'conditional-sub-flow-executed']);

// right behind the password: a group for this role that nothing but a passkey, or a code already
// given, passes by
const isFor = (step: Step, role: string): boolean => {
  if (!('group' in step) || step.requirement !== 'CONDITIONAL') return false;
  const conditions = step.steps.flatMap((one) =>
    'step' in one && one.step.startsWith('conditional-') ? [one] : [],
  );
  const forRole = conditions.some(
    (one) =>
      one.step === 'conditional-user-role' &&
      one.config?.['condUserRole'] === role &&
      one.config['negate'] !== 'true',
  );
  const others = conditions.filter(
    (one) => one.step !== 'conditional-user-role' && !mayBypass.has(one.step),
  );
  return (
    forRole &&
    others.length === 0 &&
    step.steps.some(
      (one) => 'step' in one && one.step === 'auth-otp-form' && one.requirement === 'REQUIRED',
    )
  );
};

/** Whether who has this role is asked for a one-time code wherever a password is asked for. */
export const asksForOneTimeCode = (steps: Step[], role: string): boolean => {
  const asked = steps.some((step) => 'step' in step && step.step.includes('password-form'));
  if (asked) return steps.some((step) => isFor(step, role));
  return steps
    .filter((step) => 'group' in step)
    .some((group) => 'group' in group && asksForOneTimeCode(group.steps, role));
};
