"""What happens to an application, one module per part of its life."""
