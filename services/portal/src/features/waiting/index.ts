export { WaitingPage } from './waiting-page.tsx';
export { WarmReferralsPage } from './warm-referrals-page.tsx';
export { SocialMapPage } from './social-map-page.tsx';
