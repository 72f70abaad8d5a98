type Props = { to: string; label?: string };

// a telephone dials digits and nothing else; "(0)" is dialled within the country only
const dialled = (phone: string): string => phone.replace('(0)', '').replaceAll(/(?!^\+)\D/g, '');

/** A number to call; `label` says whose it is. */
export const PhoneLink = ({ to, label }: Props) => (
  <a href={`tel:${dialled(to)}`} aria-label={label}>
    {to}
  </a>
);

/** An address to write to, and nothing more than that: no subject, no second reader. */
export const MailLink = ({ to }: Props) => (
  <a href={`mailto:${encodeURIComponent(to).replace('%40', '@')}`}>{to}</a>
);
