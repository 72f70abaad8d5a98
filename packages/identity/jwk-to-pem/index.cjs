// keycloak-connect asks this package for one thing: a public JWK as a PEM. The published one carries elliptic.
const { createPublicKey } = require('node:crypto');
module.exports = (jwk) =>
  createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
