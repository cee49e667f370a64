const key = 'claudework.notifications'

/** The browser has allowed it, and this person has not switched it off again here. */
export function wantsNotifications(): boolean {
  return 'Notification' in window && Notification.permission === 'granted' && localStorage.getItem(key) !== 'off'
}

/** Asks the browser where that was not done yet; only ever at the press of a button. Resolves to whether it is on now. */
export async function switchNotifications(on: boolean): Promise<boolean> {
  localStorage.setItem(key, on ? 'on' : 'off')
  if (on && Notification.permission === 'default') await Notification.requestPermission()
  return wantsNotifications()
}
