#pragma once
// Certificates of nobody: their private keys were thrown away when they were made.

namespace portillon::test {

// For espace.exemple.fr, from 2025-01-01 to 2125-01-01.
inline constexpr char kGoodCertificate[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBXDCCAQKgAwIBAgIUJicrwmz5ofzItHhz4fvFoDGmG+wwCgYIKoZIzj0EAwIw\n"
    "HDEaMBgGA1UEAwwRZXNwYWNlLmV4ZW1wbGUuZnIwIBcNMjUwMTAxMDAwMDAwWhgP\n"
    "MjEyNTAxMDEwMDAwMDBaMBwxGjAYBgNVBAMMEWVzcGFjZS5leGVtcGxlLmZyMFkw\n"
    "EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEkaLyAZ87Neq3xcUG+PMDNW0eA5wQ/qc6\n"
    "fI0JlcpMZVdneaBsaO5t5rO3J9d3YKgO9gX+ZMQFYe5nN/s/pyhwpqMgMB4wHAYD\n"
    "VR0RBBUwE4IRZXNwYWNlLmV4ZW1wbGUuZnIwCgYIKoZIzj0EAwIDSAAwRQIhAIkQ\n"
    "3ADjEi8adu7PmhaRdPXTwslb/r5OSobp9+YpHyXKAiAP7ovmMo/tMALG2juVD2nn\n"
    "plhc0c9k00DogslGa3oyvg==\n"
    "-----END CERTIFICATE-----\n";

// For espace.exemple.fr, from 2024-01-01 to 2025-01-01.
inline constexpr char kExpiredCertificate[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBWTCCAQCgAwIBAgIUaUVSHQ1LSoUNNh//+th5ChvlVSAwCgYIKoZIzj0EAwIw\n"
    "HDEaMBgGA1UEAwwRZXNwYWNlLmV4ZW1wbGUuZnIwHhcNMjQwMTAxMDAwMDAwWhcN\n"
    "MjUwMTAxMDAwMDAwWjAcMRowGAYDVQQDDBFlc3BhY2UuZXhlbXBsZS5mcjBZMBMG\n"
    "ByqGSM49AgEGCCqGSM49AwEHA0IABEpJbRNMNdCkLhzkHeqpXgy9lP1mb2lM7/8v\n"
    "wGYaeuj77zibSosX8oq07XmT6lKJII0rb0vf1me3oxd2iz3xiHyjIDAeMBwGA1Ud\n"
    "EQQVMBOCEWVzcGFjZS5leGVtcGxlLmZyMAoGCCqGSM49BAMCA0cAMEQCIAyMLuqj\n"
    "V8HxxIW4EZa2CZujAWdhbWiSYhlz8NzcxBu1AiAKI2upISyC2o9GU/9hH111/QKH\n"
    "dKRg2d0e8UB166dEpg==\n"
    "-----END CERTIFICATE-----\n";

// For autre.exemple.fr, from 2025-01-01 to 2125-01-01.
inline constexpr char kOthersCertificate[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBWDCB/6ADAgECAhQwpNX7B8Qx5PrzZ5UlvBW3MoOfaDAKBggqhkjOPQQDAjAb\n"
    "MRkwFwYDVQQDDBBhdXRyZS5leGVtcGxlLmZyMCAXDTI1MDEwMTAwMDAwMFoYDzIx\n"
    "MjUwMTAxMDAwMDAwWjAbMRkwFwYDVQQDDBBhdXRyZS5leGVtcGxlLmZyMFkwEwYH\n"
    "KoZIzj0CAQYIKoZIzj0DAQcDQgAEw/m5pDj1IiPMJFflErmcsQuHHuqJd5OlE13A\n"
    "HQJhj7U0XY0c4A8f5aHlCm0dPMfE3XjbhuuW1pRvtTXCAMX/lKMfMB0wGwYDVR0R\n"
    "BBQwEoIQYXV0cmUuZXhlbXBsZS5mcjAKBggqhkjOPQQDAgNIADBFAiAj6Brz4B+D\n"
    "a3nb3LG2zNbGUCEgqh5GjIgN3qf73hF2mQIhAMyttOTzjCkQR7RICWPsa3gx7Fly\n"
    "OK6x43MyVWnaFJ+L\n"
    "-----END CERTIFICATE-----\n";

}  // namespace portillon::test
