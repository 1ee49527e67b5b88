export { jellyfinApiKeyAuth } from './auth/api-key-auth.ts';
export { type ApiKeyLoginOptions, signInWithApiKey } from './auth/api-key-login.ts';
export { jellyfinPasswordAuth } from './auth/password-auth.ts';
export { type PasswordLoginOptions, signInWithPassword } from './auth/password-login.ts';
export { type QuickConnectOptions, startQuickConnect } from './auth/quick-connect-login.ts';
export { jellyfinTokenAuth } from './auth/token-auth.ts';
export { signInWithToken, type TokenLoginOptions } from './auth/token-login.ts';
export { createJellyfinBackend } from './jellyfin-backend.ts';
