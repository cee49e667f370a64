CREATE TABLE `transcript` (
	`session_id` text NOT NULL,
	`seq` integer NOT NULL,
	`at` text NOT NULL,
	`entry` text NOT NULL,
	PRIMARY KEY(`session_id`, `seq`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
