export { PublicReferralPage } from './public-referral-page.tsx';
export { ReferralsPage } from './referrals-page.tsx';
export { EnterReferralPage } from './enter-referral-page.tsx';
export { ImportReferralsPage } from './import-referrals-page.tsx';
