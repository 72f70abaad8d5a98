import type { Flow, Step } from './document.ts';

/** Whose rights reach far enough to ask for a second proof. */
export const secondProofRoles = ['coordinator', 'operator'];

const groupFor = (role: string): string => `one-time code for a ${role}`;

// a passkey is two proofs already: the device, and the finger or code that opens it
const noPasskeyUsed: Step = {
  step: 'conditional-credential',
  requirement: 'REQUIRED',
  config: { credentials: 'webauthn-passwordless', included: 'false' },
};
const notYetIn = (group: string): Step => ({
  step: 'conditional-sub-flow-executed',
  requirement: 'REQUIRED',
  config: { flow_to_check: group, check_result: 'not-executed' },
});

// conditions of one group are all asked for, so each role has a group; who has two roles is asked
// once
const oneTimeCodes: Step[] = secondProofRoles.map((role, index) => ({
  group: groupFor(role),
  requirement: 'CONDITIONAL',
  steps: [
    {
      step: 'conditional-user-role',
      requirement: 'REQUIRED',
      config: { condUserRole: role, negate: 'false' },
    },
    noPasskeyUsed,
    ...secondProofRoles.slice(0, index).map((other) => notYetIn(groupFor(other))),
    // who has none yet makes one at the first sign-in
    { step: 'auth-otp-form', requirement: 'REQUIRED' },
  ],
}));

const byChoice: Step = {
  group: 'one-time code by choice',
  requirement: 'CONDITIONAL',
  steps: [
    { step: 'conditional-user-configured', requirement: 'REQUIRED' },
    noPasskeyUsed,
    ...secondProofRoles.map((role) => notYetIn(groupFor(role))),
    { step: 'auth-otp-form', requirement: 'REQUIRED' },
  ],
};

/** How people sign in. */
export const flows: Flow[] = [
  {
    name: 'katrol browser',
    binding: 'browserFlow',
    description: 'Password or passkey; a one-time code for who sees families',
    steps: [
      { step: 'auth-cookie', requirement: 'ALTERNATIVE' },
      { step: 'identity-provider-redirector', requirement: 'ALTERNATIVE' },
      {
        group: 'forms',
        requirement: 'ALTERNATIVE',
        steps: [
          { step: 'auth-username-password-form', requirement: 'REQUIRED' },
          ...oneTimeCodes,
          byChoice,
        ],
      },
    ],
  },
  {
    // an account that exists is never taken over from elsewhere: the same name there may be
    // somebody else
    name: 'katrol first broker login',
    binding: 'firstBrokerLoginFlow',
    description: 'A new account for somebody who signs in at a university',
    steps: [
      {
        step: 'idp-create-user-if-unique',
        requirement: 'REQUIRED',
        config: { 'require.password.update.after.registration': 'false' },
      },
    ],
  },
];
