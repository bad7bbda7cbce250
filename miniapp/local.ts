/** Whether an address is known on this computer only: an installation without a public one. */
export const isLocal = (address: string): boolean => /^https?:\/\/(127\.|localhost|\[::1\])/.test(address)
