// a telephone dials digits and nothing else; "(0)" is dialled within the country only
const dialled = (phone: string): string => phone.replace('(0)', '').replaceAll(/(?!^\+)\D/g, '');

/** The address that calls a number. */
export const callTo = (phone: string): string => `tel:${dialled(phone)}`;

/** The address that writes a text message; `encoded`: what stands in it, as an address has it. */
export const textTo = (phone: string, encoded: string): string =>
  `sms:${dialled(phone)}?&body=${encoded}`;

/** An address to write to, and nothing more than that: no subject, no second reader. */
export const writeTo = (email: string): string =>
  `mailto:${encodeURIComponent(email).replace('%40', '@')}`;
